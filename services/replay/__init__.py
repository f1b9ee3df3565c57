"""Replay: chosen raw objects go back into a topic. `choose` names objects, `originals` makes events, `run` loops."""
