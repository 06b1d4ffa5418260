"""Writes golden.safetensors with nothing but the standard library, as an independent view of the format."""
import json
import pathlib
import struct

TENSORS = [
    ("0.weight", "F32", [2, 3], struct.pack("<6f", 0.0, -0.0, 1.5, 1e-45, float("inf"), -3.25)),
    ("half", "F16", [3], struct.pack("<3e", 1.0, -2.5, 65504.0)),
    ("brain", "BF16", [2], struct.pack("<2H", 0x3F80, 0xC049)),
    ("double", "F64", [2], struct.pack("<2d", 0.1, -1e300)),
    ("größe", "I64", [], struct.pack("<q", -7)),
    ("empty", "F32", [0, 4], b""),
    ("flags", "BOOL", [3], b"\x01\x00\x01"),
]

header, data = {"__metadata__": {"format": "pt", "note": "a \"quoted\" line\n"}}, b""
for name, dtype, shape, payload in TENSORS:
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(payload)]}
    data += payload
text = json.dumps(header, ensure_ascii=False).encode()
text += b" " * (-len(text) % 8)
pathlib.Path(__file__).with_name("golden.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)

plain = json.dumps(
    {
        "__metadata__": {"engine": "1"},
        "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
        "b.weight": {"dtype": "F32", "shape": [1, 3], "data_offsets": [8, 20]},
        "scalar": {"dtype": "F32", "shape": [], "data_offsets": [20, 24]},
    },
    separators=(",", ":"),
).encode()
plain += b" " * (-len(plain) % 8)
pathlib.Path(__file__).with_name("written.safetensors").write_bytes(
    struct.pack("<Q", len(plain)) + plain + struct.pack("<6f", 1.0, -2.0, 0.5, 0.25, 3.0, -0.0)
)
