"""What a page in a browser plays through Web Audio, as scripts to be run there."""

# Run before the page's own: whatever is connected to the loudspeakers is connected to `heard` too, an AnalyserNode.
TAP = """
(() => {
  const connect = AudioNode.prototype.connect;
  const taps = new WeakMap();
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      if (!taps.has(to.context)) taps.set(to.context, new AnalyserNode(to.context, { fftSize: 8192 }));
      window.heard = taps.get(to.context);
      connect.call(this, window.heard);
    }
    return connect.call(this, to, ...rest);
  };
})();
"""

# How loud the last sixth of a second was (its highest sample); 0 when nothing plays or has played.
LOUDNESS = """
() => {
  if (!window.heard || window.heard.context.state !== "running") return 0;
  const samples = new Float32Array(window.heard.fftSize);
  window.heard.getFloatTimeDomainData(samples);
  return Math.max(...samples.map(Math.abs));
}
"""
