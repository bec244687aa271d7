"""The numbers: capacitated assignment in whole numbers, with proofs. Knows no office, no file, no survey."""
