"""The captions program: hears the programme, has it recognised and translated, and puts the text on air."""
