import Hub
import HubTesting
import StoreSQLite
import Testing

@Suite("Promises of the store")
struct StorePromiseTests {
  @Test("kept in memory", arguments: StorePromise.all)
  func memory(promise: StorePromise) async throws {
    #expect(try await promise.differences(at: MemoryDisk()) == [])
  }

  @Test("kept by SQLite", arguments: StorePromise.all)
  func sqlite(promise: StorePromise) async throws {
    let folder = try Folder()
    #expect(try await promise.differences(at: folder.stand) == [])
  }

  @Test("kept by SQLite while it sweeps all the time", arguments: StorePromise.all)
  func smallSweeps(promise: StorePromise) async throws {
    #expect(try await promise.differences(at: SmallSweepsStand(folder: try Folder())) == [])
  }

  @Test("a store that forgets is found out")
  func forgetful() async throws {
    var broken = 0
    for promise in StorePromise.all {
      // Its own calls may fail as well, when what they rest on is gone.
      let differences = (try? await promise.differences(at: ForgetfulStand())) ?? ["failed"]
      if !differences.isEmpty { broken += 1 }
    }
    #expect(broken >= 6)
  }
}

/// Loses everything when it is closed.
private struct ForgetfulStand: StoreStand {
  func open() throws(StoreError) -> any Store { MemoryStore() }
}
