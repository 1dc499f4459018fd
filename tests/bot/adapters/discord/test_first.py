"""first."""

from tests.bot.adapters.discord.conftest import World, texts


async def test_ask(world: World) -> None:
    """X."""
    result = await world.alice.slash(world.channel, "mail ask", question="What is IMAP?")
    assert "You said: What is IMAP?" in texts(result.response)
    assert not result.ephemeral
    assert world.chat.last.way == "mention"
