"""onnxruntime without its telemetry. Whoever needs it imports it from here.

Left to itself it writes an id into its user's cache folder and reports to its maker; it has to be
told not to before it is imported.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
