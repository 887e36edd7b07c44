import Foundation
import Glibc
import Hub
import HubTesting
import StoreSQLite
import Testing

/// A real file system that is really full. It is mounted for a process of its own, which runs ``onSmallDisk()`` of
/// this suite and nothing else.
@Suite("A small disk")
struct DiskFullTests {
  private static let variable = "MESURE_TEST_SMALL_DISK"
  private static let folder = ProcessInfo.processInfo.environment[variable]
  private static let canMount = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare")

  @Test(
    "a store on a file system of 2 MB refuses when it is full, and goes on when there is room",
    .enabled(if: canMount && folder == nil, "mounting a small file system needs root and `unshare`"))
  func mounted() throws {
    let point = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    let script = """
      mount -t tmpfs -o size=2m tmpfs "$1" || exit 77
      exec "$2" --testing-library swift-testing --filter DiskFullTests.onSmallDisk
      """
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.arguments = ["-m", "/bin/sh", "-c", script, "sh", point.url.path, program]
    process.environment = ProcessInfo.processInfo.environment.merging([Self.variable: point.url.path]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 77 {
      print("skipped: this machine does not permit mounting: \(said)")
      return
    }
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(said.contains("1 test"), "the child must run the one test: \(said)")
    #expect(said.contains(Self.witness), "\(said)")
  }

  private static let witness = "the small disk was full and was used again"

  @Test("the child of the test above", .enabled(if: folder != nil, "runs on a small file system only"))
  func onSmallDisk() async throws {
    let folder = try #require(Self.folder)
    let ballast = folder + "/ballast"
    #expect(FileManager.default.createFile(atPath: ballast, contents: Data(count: 700_000)))
    let path = folder + "/mesure.db"
    let store = try SQLiteStore(path: path)
    var acknowledged: Int64 = 0
    var failure: StoreError?
    while failure == nil, acknowledged < 1000 {
      let next = acknowledged + 1
      do throws(StoreError) {
        try store.commit([entry(next)])
        acknowledged = next
      } catch {
        failure = error
      }
    }
    #expect(failure?.code == "store.full", "\(String(describing: failure))")
    #expect(acknowledged > 10)
    // It stays full, and everything acknowledged can be read.
    #expect(throws: StoreError.self) { try store.commit([entry(acknowledged + 1)]) }
    #expect(try await store.history(of: Sample.customer(1), before: nil, countMax: 2000).count == Int(acknowledged))
    try FileManager.default.removeItem(atPath: ballast)
    #expect(try store.recover().position.rawValue == acknowledged)
    try store.commit([entry(acknowledged + 1)])
    try store.close()
    let opened = try SQLiteStore(path: path)
    #expect(try await opened.last.position.rawValue == acknowledged + 1)
    let entries = try await opened.entries(after: .none, countMax: 2000)
    #expect(entries.map(\.position.rawValue) == Array(1...(acknowledged + 1)))
    #expect(entries.allSatisfy { $0.body.count == 5000 })
    try opened.close()
    print(Self.witness)
  }

  private func entry(_ position: Int64) -> Commit {
    Sample.commit(
      Sample.entry(position, of: 1, after: position - 1, body: [UInt8](repeating: UInt8(position % 251), count: 5000)))
  }
}
