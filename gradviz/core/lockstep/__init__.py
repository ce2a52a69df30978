"""Several runs side by side: their tensors aligned and compared, and the place named where they part."""
