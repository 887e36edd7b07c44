import Foundation
import Glibc
import Hub
import StoreSQLite

/// What a commit costs the store, with a once-key of its own and without: CPU of the whole process, copying and sorting
/// beside the writer included, on a file system in memory, so that syncs are free.
///
///     StoreBenchmarks [COMMITS]      a million unless told otherwise
@main
enum Main {
  /// Customers whose entries are written, in turn.
  static let customersCount: Int64 = 100_000
  /// Bytes of an entry: about what a decision takes.
  static let entryBytes = 250
  /// Commits of one transaction, as a busy hub has them.
  static let commitsPerGroup = 64

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count <= 1, let commits = Int64(arguments.first ?? "1000000"), commits > 0 else {
      FileHandle.standardError.write(Data("usage: StoreBenchmarks [COMMITS]\n".utf8))
      exit(64)
    }
    // What it takes to put commits together is none of the store's.
    let building = try measure(commits, withKeys: true) { _ in }
    for withKeys in [false, true] {
      let folder = try Folder()
      let store = try SQLiteStore(path: folder.database)
      let seconds = try measure(commits, withKeys: withKeys) { try store.commit($0) } - building
      print(line(withKeys ? "a commit with a once-key" : "a commit without", seconds, commits))
      if withKeys { try await lookUp(store, commits) }
      try store.close()
      let clock = ContinuousClock()
      let opening = try clock.measure { try SQLiteStore(path: folder.database).close() }
      print("opening and closing it again: \(opening.formatted(.units(allowed: [.milliseconds])))")
    }
  }

  /// CPU seconds of the process for all of these commits.
  private static func measure(
    _ commits: Int64, withKeys: Bool, _ write: ([Commit]) throws -> Void
  ) throws -> Double {
    var heads = [Position](repeating: .none, count: Int(customersCount))
    let body = [UInt8](repeating: 7, count: entryBytes)
    var random = SplitMix(state: 1)
    var group: [Commit] = []
    group.reserveCapacity(commitsPerGroup)
    let start = processSeconds()
    for number in 1...commits {
      // Customers in an order that no page knows.
      let customer = number <= customersCount ? number - 1 : Int64(random.next() % UInt64(customersCount))
      let position = Position(rawValue: number)
      var commit = Commit()
      commit.entries = [
        Entry(
          position: position, customer: CustomerNumber(rawValue: customer + 1), previous: heads[Int(customer)],
          atMilliseconds: number, kind: .decision, body: body)
      ]
      heads[Int(customer)] = position
      if withKeys {
        commit.onceKeys = [
          OnceKey(key: key(number), request: key(-number), position: position, atMilliseconds: number)
        ]
      }
      group.append(commit)
      if group.count == commitsPerGroup || number == commits {
        try write(group)
        group.removeAll(keepingCapacity: true)
      }
    }
    return processSeconds() - start
  }

  /// Asks for keys that are there and for keys that are not.
  private static func lookUp(_ store: SQLiteStore, _ commits: Int64) async throws {
    let clock = ContinuousClock()
    let count: Int64 = min(commits, 20_000)
    for isKnown in [false, true] {
      let start = clock.now
      for number in 1...count {
        let found = try await store.onceKey(key(isKnown ? number * (commits / count) : commits + number))
        precondition((found != nil) == isKnown)
      }
      let seconds =
        Double((clock.now - start).components.attoseconds) * 1e-18
        + Double((clock.now - start).components.seconds)
      print(line(isKnown ? "finding a key that was used" : "finding that a key is new", seconds, count))
    }
  }

  private static func line(_ what: String, _ seconds: Double, _ count: Int64) -> String {
    "\(what): \(String(format: "%.2f", seconds / Double(count) * 1e6)) µs"
  }

  /// As random as digests are.
  private static func key(_ number: Int64) -> Digest128 {
    var random = SplitMix(state: UInt64(bitPattern: number) &* 0x9E37_79B9_7F4A_7C15)
    return Digest128(high: random.next(), low: random.next())
  }

  private static func processSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Repeatable chance (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A folder in memory that is gone at the end.
private final class Folder {
  let url = URL(fileURLWithPath: "/dev/shm/mesure-store-benchmark-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  var database: String { url.appendingPathComponent("mesure.db").path }
}
