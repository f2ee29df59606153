"""Words for combinators."""

from phm_core.definitions import logic
from phm_core.definitions.say import say
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.errors import listed


def _joined(node: logic.Group, said: Vocabulary, word: str) -> str:
    parts = [
        f"({text})"
        if isinstance(child, logic.Group) and len(child.enabled) > 1
        else text
        for child in node.enabled
        for text in [say(child, said)]
    ]
    return f" {word} ".join(parts)


@say.register
def _(node: logic.All, said: Vocabulary) -> str:
    return _joined(node, said, "and")


@say.register
def _(node: logic.Any, said: Vocabulary) -> str:
    return _joined(node, said, "or")


@say.register
def _(node: logic.Nothing, said: Vocabulary) -> str:
    text = _joined(node, said, "or")
    return f"not ({text})" if len(node.enabled) > 1 else f"not {text}"


@say.register
def _(node: logic.Unmet, said: Vocabulary) -> str:
    return f"(not ({_joined(node, said, 'or')}), or not known)"


@say.register
def _(node: logic.AtLeast, said: Vocabulary) -> str:
    members = listed(f"({say(child, said)})" for child in node.enabled)
    return f"at least {node.k} of: {members}"
