from bot.app import App
from tests.fakes import FakePlatform


async def test_walk(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    r = await matrix.says("anna", 'poll "Where should the bench go?" "Park" "Square"')
    print(r)
    await app.postman.round()
    print(matrix.posts(), discord.posts())
    print(await discord.says("mehmet", "vote 1 2"))
    print(await discord.says("mehmet", "results 1"))
    print(await matrix.says("mehmet", "umfrage"))
    print(await matrix.says("mehmet", "Wohin mit der Bank?"))
    print(await matrix.says("mehmet", "Park, Platz"))
    print(await matrix.says("mehmet", "help"))
    print(await matrix.says("mo", "close 1 because"))
    await app.postman.round()
    print(matrix.posts(), discord.posts())
