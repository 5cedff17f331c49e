"""The codecs that renditions are encoded with: a file each, and its name in this table."""

from mixer.outputs.codecs.aac import AAC
from mixer.outputs.codecs.codec import Codec
from mixer.outputs.codecs.h264 import H264
from mixer.outputs.codecs.opus import OPUS
from mixer.outputs.codecs.pcm import PCM

CODECS: dict[str, Codec] = {one.name: one for one in (H264, AAC, OPUS, PCM)}
