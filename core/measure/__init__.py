"""How good results are: pure functions of references and scores."""
