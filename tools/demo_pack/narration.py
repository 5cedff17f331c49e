"""What the demo show says, in English and in four translations."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

LANGUAGES = ("zh", "fr", "es", "ru")
CLAUSES = "|"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its translations, each a tuple of clauses in the same order."""

    clauses: tuple[str, ...]
    translated: MappingProxyType[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        return " ".join(self.clauses)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())

    def in_language(self, language: str) -> str:
        return joined(self.translated[language], language)


def joined(clauses: tuple[str, ...], language: str) -> str:
    """Clauses as one text; Chinese puts nothing between them."""
    return ("" if language == "zh" else " ").join(clauses)


def _clauses(text: str) -> tuple[str, ...]:
    return tuple(clause.strip() for clause in text.split(CLAUSES))


def _sentence(en: str, zh: str, fr: str, es: str, ru: str) -> Sentence:
    translated = dict(zip(LANGUAGES, map(_clauses, (zh, fr, es, ru)), strict=True))
    return Sentence(_clauses(en), MappingProxyType(translated))


NARRATION = (
    _sentence(
        "Welcome to Tally, | a live studio on your own machine.",
        "欢迎使用 Tally，| 在您自己的电脑上运行的直播演播室。",
        "Bienvenue dans Tally, | un studio en direct sur votre propre machine.",
        "Bienvenidos a Tally, | un estudio en directo en su propia máquina.",
        "Добро пожаловать в Tally — | студию прямого эфира на вашем компьютере.",
    ),
    _sentence(
        "This voice comes from a small speech engine.",
        "这个声音由一个小型语音引擎合成。",
        "Cette voix vient d'un petit moteur de synthèse vocale.",
        "Esta voz la genera un pequeño motor de síntesis.",
        "Этот голос создаёт небольшой синтезатор речи.",
    ),
    _sentence(
        "The captions below | are recognised while you listen.",
        "下方的字幕 | 是在您收听时实时识别的。",
        "Les sous-titres ci-dessous | sont reconnus pendant que vous écoutez.",
        "Los subtítulos de abajo | se reconocen mientras usted escucha.",
        "Субтитры внизу | распознаются, пока вы слушаете.",
    ),
    _sentence(
        "Colour bars and a steady tone | come from the test source.",
        "彩条和持续的音调 | 来自测试信号源。",
        "La mire de barres et un son continu | viennent de la source de test.",
        "Las barras de color y un tono constante | vienen de la fuente de prueba.",
        "Цветные полосы и ровный тон | идут от тестового источника.",
    ),
    _sentence(
        "A field camera sends its picture over the network.",
        "外景摄像机通过网络传送画面。",
        "Une caméra de terrain envoie son image par le réseau.",
        "Una cámara de exteriores envía su imagen por la red.",
        "Выездная камера передаёт изображение по сети.",
    ),
    _sentence(
        "Six pictures play side by side, | and none has to wait.",
        "六个画面并排播放，| 没有一个需要等待。",
        "Six images défilent côte à côte, | et aucune ne doit attendre.",
        "Seis imágenes se reproducen una al lado de otra, | y ninguna tiene que esperar.",
        "Шесть изображений идут рядом, | и ни одному не приходится ждать.",
    ),
    _sentence(
        "Press one button, | and the preview goes on air.",
        "按下一个按钮，| 预览画面就会播出。",
        "Appuyez sur un bouton, | et l'aperçu passe à l'antenne.",
        "Pulse un botón, | y la vista previa sale al aire.",
        "Нажмите одну кнопку, | и предпросмотр выйдет в эфир.",
    ),
    _sentence(
        "A red light marks what everybody sees.",
        "红灯标出所有人看到的画面。",
        "Un voyant rouge signale ce que tout le monde voit.",
        "Una luz roja señala lo que todos ven.",
        "Красный огонёк отмечает то, что видят все.",
    ),
    _sentence(
        "If a guest falls silent, | a slate takes the place.",
        "如果某位嘉宾没有信号，| 就由占位画面代替。",
        "Si un invité se tait, | un carton prend la place.",
        "Si un invitado se queda en silencio, | un rótulo ocupa el lugar.",
        "Если гость замолкает, | его место занимает заставка.",
    ),
    _sentence(
        "Each sentence is translated into four languages at once.",
        "每句话都会同时翻译成四种语言。",
        "Chaque phrase est traduite en quatre langues à la fois.",
        "Cada frase se traduce a cuatro idiomas a la vez.",
        "Каждое предложение переводится сразу на четыре языка.",
    ),
    _sentence(
        "Choose another style, | and the letters follow without any break.",
        "选择另一种样式，| 文字会立即随之变化，毫不中断。",
        "Choisissez un autre style, | et les lettres suivent sans interruption.",
        "Elija otro estilo, | y las letras lo siguen sin interrupción.",
        "Выберите другой стиль, | и буквы сменятся без перерыва.",
    ),
    _sentence(
        "Everything you see and hear | is recorded on your disk.",
        "您看到和听到的一切 | 都会录制到您的硬盘上。",
        "Tout ce que vous voyez et entendez | est enregistré sur votre disque.",
        "Todo lo que ve y oye | se graba en su disco.",
        "Всё, что вы видите и слышите, | записывается на ваш диск.",
    ),
    _sentence(
        "No word ever leaves this computer.",
        "没有一个字会离开这台计算机。",
        "Aucun mot ne quitte jamais cet ordinateur.",
        "Ninguna palabra sale jamás de este ordenador.",
        "Ни одно слово не покидает этот компьютер.",
    ),
    _sentence(
        "That was the tour, | and now we begin again.",
        "导览到此结束，| 现在我们重新开始。",
        "C'était la visite, | et maintenant nous recommençons.",
        "Esa fue la visita, | y ahora empezamos de nuevo.",
        "Это была экскурсия, | а теперь начнём сначала.",
    ),
)
