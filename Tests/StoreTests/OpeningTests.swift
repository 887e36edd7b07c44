import Foundation
import GRDBSQLite
import Hub
import HubTesting
import StoreSQLite
import Testing

@Suite("Opening a database")
struct OpeningTests {
  /// What opening says; nothing when it works.
  private func failure(_ path: String) throws -> StoreError? {
    do throws(StoreError) {
      try SQLiteStore(path: path).close()
      return nil
    } catch {
      return error
    }
  }

  private func write(_ folder: Folder, entries: Int = 1) throws {
    let store = try SQLiteStore(path: folder.database)
    for position in 1...Int64(entries) {
      var commit = Sample.commit(Sample.entry(position, of: position, body: [UInt8](repeating: 7, count: 300)))
      commit.identities = [(Identity(.id, "customer \(position)"), Sample.customer(position))]
      try store.commit([commit])
    }
    try store.close()
  }

  private func execute(_ sql: String, on path: String) {
    var connection: OpaquePointer?
    #expect(sqlite3_open(path, &connection) == SQLITE_OK)
    #expect(sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK)
    sqlite3_close(connection)
  }

  @Test("a file that is missing or empty becomes a store, readable by its owner alone")
  func new() throws {
    let folder = try Folder()
    try Data().write(to: folder.url.appendingPathComponent("empty.db"))
    #expect(try failure(folder.url.appendingPathComponent("empty.db").path) == nil)
    let store = try SQLiteStore(path: folder.database)
    try store.commit([Sample.commit(Sample.entry(1, of: 1))])
    for ending in ["", "-wal", "-shm", "-lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.database + ending)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(ending)")
    }
    try store.close()
    #expect(!FileManager.default.fileExists(atPath: folder.database + "-wal"))
  }

  @Test("a folder that is not there is told")
  func missingFolder() throws {
    let folder = try Folder()
    let error = try #require(try failure(folder.url.appendingPathComponent("none/mesure.db").path))
    #expect(error.code == "store.failed")
    #expect(error.message.contains("none/mesure.db") && error.message.contains("No such file"))
  }

  @Test("two hubs cannot open one file, and the second can once the first has closed")
  func busy() throws {
    let folder = try Folder()
    let first = try SQLiteStore(path: folder.database)
    let error = try #require(try failure(folder.database))
    #expect(error.code == "store.busy")
    #expect(error.message.contains("another hub has"))
    // The attempt took nothing away from the first.
    try first.commit([Sample.commit(Sample.entry(1, of: 1))])
    try first.close()
    #expect(try failure(folder.database) == nil)
  }

  @Test("it can be opened at once after closing, even while a program that is being started still has the lock file")
  func startedProgram() throws {
    let folder = try Folder()
    let first = try SQLiteStore(path: folder.database)
    // What a fork has until it runs another program: the same open file.
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
    let locks = open.filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == folder.database + "-lock"
    }
    let copy = dup(try #require(locks.first))
    defer { close(copy) }
    try first.close()
    #expect(try failure(folder.database) == nil)
  }

  @Test("a database of a newer program is refused and left as it is")
  func newer() throws {
    let folder = try Folder()
    try write(folder)
    execute("PRAGMA user_version = 99", on: folder.database)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
    let error = try #require(try failure(folder.database))
    #expect(error.code == "store.newer")
    #expect(error.message.contains("schema 99"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
  }

  @Test("contacts that were counted by action are use of the limits that actions' volumes are")
  func volumesByAction() async throws {
    let folder = try Folder()
    try write(folder)
    // The file as the fourth version of the schema left it.
    execute(
      """
      DROP TABLE volume_uses; DROP TABLE sweep_marks; DROP TABLE sweeps; DROP TABLE IF EXISTS rollout_moves;
      DROP TABLE activations; DROP TABLE models; DROP TABLE deliveries; DROP INDEX outbox_by_due;
      ALTER TABLE stops DROP COLUMN reason; ALTER TABLE outbox DROP COLUMN urgent; ALTER TABLE outbox DROP COLUMN attempts;
      CREATE INDEX outbox_by_due ON outbox(channel, due);
      CREATE TABLE activations(number INTEGER PRIMARY KEY, version TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
      CREATE TABLE volumes(action TEXT NOT NULL PRIMARY KEY, contacts INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO volumes VALUES ('card', 7), ('loan', -1);
      PRAGMA user_version = 4
      """, on: folder.database)
    let store = try SQLiteStore(path: folder.database)
    let expected =
      [VolumeKey(limit: "volume of card"): 7, VolumeKey(limit: "volume of loan"): -1] as [VolumeKey: Int64]
    #expect(try await store.last.volumes == expected)
    try store.close()
  }

  @Test("a database of another program is refused and left as it is")
  func foreign() throws {
    let folder = try Folder()
    execute("CREATE TABLE t(a); INSERT INTO t VALUES (1)", on: folder.database)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
    #expect(try failure(folder.database)?.code == "store.damaged")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
  }

  @Test(
    "a damaged file is refused",
    arguments: [
      // what is overwritten: the header, the page of the schema, pages in the middle, the last page
      (0, 16), (100, 400), (8 * 4096, 4096), (20 * 4096, 2000), (-4096, 4096),
    ])
  func damaged(offset: Int, count: Int) throws {
    let folder = try Folder()
    try write(folder, entries: 500)
    let url = URL(fileURLWithPath: folder.database)
    var bytes = try Data(contentsOf: url)
    let start = offset >= 0 ? offset : bytes.count + offset
    bytes.replaceSubrange(start..<(start + count), with: [UInt8](repeating: 0xA5, count: count))
    try bytes.write(to: url)
    let error = try #require(try failure(folder.database))
    #expect(error.code == "store.damaged", "\(error)")
    #expect(error.message.contains(folder.database))
  }

  @Test("a file that is shorter than it says is refused", arguments: [1, 4096, 40_000])
  func short(missing: Int) throws {
    let folder = try Folder()
    try write(folder, entries: 500)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.database))
    try bytes.dropLast(missing).write(to: URL(fileURLWithPath: folder.database))
    #expect(try failure(folder.database)?.code == "store.damaged")
  }

  @Test("a text file is refused")
  func text() throws {
    let folder = try Folder()
    try Data(String(repeating: "customer,age\n", count: 500).utf8).write(to: URL(fileURLWithPath: folder.database))
    #expect(try failure(folder.database)?.code == "store.damaged")
  }
}
