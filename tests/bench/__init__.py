"""How fast it is: `./do bench` times pages, import and export at several sizes on both databases."""
