import GRDB
import Hub

/// The once-keys that were used last, and how they come into an order in which the disk finds them.
///
/// Keys are random, so a table in their order would dirty a page with every one of them. Rows of new keys are therefore
/// added at the end of a table in the order in which they come, and memory knows the row of each. When enough have come,
/// they leave together: they are sorted, copied in their order to the end of another table as a *run*, a piece with each
/// commit, and then their rows are cut off, again a piece with each commit. So every page is written once or twice,
/// whatever the number of keys. A key is looked for in memory, and then in each run, the newest first.
///
/// Each state on the way is one that a crash may leave: what was copied of a run is a run, and what was not cut off is
/// found again by opening.
struct RecentKeys {
  private enum Sweep {
    case none
    /// The order is being worked out, away from the writer.
    case sorting
    /// So many of the sorted keys are copied.
    case copying([Digest128], copied: Int)
    /// Rows before this one are cut off.
    case cutting(Int64)
  }

  /// What of a sweep is to be written with a commit.
  struct Piece {
    /// The rows to copy, in the order of their keys.
    var rows: [Int64] = []
    /// The run they come into.
    var run: Int64 = 0
    /// The greatest moment of a key of the run: milliseconds since 1970.
    var newestMilliseconds: Int64 = 0
    /// The rows to cut off.
    var cut: Range<Int64>?
    /// How many places of the order it takes.
    fileprivate var placeCount = 0
    fileprivate var isLast = false
  }

  /// The row of each key that came since the last sweep began.
  private var noted: [Digest128: Int64] = [:]
  private var notedNewestMilliseconds = Int64.min
  /// Leaving with the sweep that is on.
  private var leaving: [Digest128: Int64] = [:]
  private var leavingNewestMilliseconds = Int64.min
  private var leavingUpTo: Int64 = 0
  /// The first row that may be there, and the last.
  private var firstRow: Int64 = 1
  private var lastRow: Int64 = 0
  private var lastRun: Int64 = 0
  private var sweep = Sweep.none

  /// No key was used.
  init() {}

  /// Reads those of a database.
  init(from connection: Database) throws {
    let rows = try Query(owned: connection, "SELECT number, high, low, at FROM recent_once_keys ORDER BY number")
    try rows.forEach {
      if noted.isEmpty { firstRow = rows.int(0) }
      // A later use of the same key comes later, and counts.
      note(Digest128(high: rows.hash(1), low: rows.hash(2)), row: rows.int(0), atMilliseconds: rows.int(3))
      return true
    }
    lastRun = try Query(owned: connection, "SELECT max(run) FROM once_key_runs").number
  }

  /// The row of a key; nothing when it is in no row, or when only runs have it.
  func row(of key: Digest128) -> Int64? { noted[key] ?? leaving[key] }

  /// The row that the next key gets.
  var nextRow: Int64 { lastRow + 1 }

  /// Notes a key that is on disk.
  mutating func note(_ key: Digest128, row: Int64, atMilliseconds: Int64) {
    noted[key] = row
    notedNewestMilliseconds = max(notedNewestMilliseconds, atMilliseconds)
    lastRow = max(lastRow, row)
  }

  /// Begins a sweep when it is time.
  /// - Parameter keysMin: how many keys must have come.
  /// - Returns: what is to be sorted by ``order(_:)`` and given to ``begin(order:)``.
  mutating func leave(keysMin: Int) -> [Digest128: Int64]? {
    guard case .none = sweep, noted.count >= keysMin else { return nil }
    leaving = noted
    leavingNewestMilliseconds = notedNewestMilliseconds
    leavingUpTo = lastRow
    lastRun += 1
    // Growing to this size step by step would stop the writer for milliseconds now and then.
    noted = Dictionary(minimumCapacity: min(leaving.count, StoreSettings.keysPerSweep))
    notedNewestMilliseconds = .min
    sweep = .sorting
    return leaving
  }

  /// The order in which the database keeps keys: SQLite's integers have a sign.
  static func order(_ keys: [Digest128: Int64]) -> [Digest128] {
    keys.keys.sorted { a, b in
      a.high != b.high
        ? Int64(bitPattern: a.high) < Int64(bitPattern: b.high) : Int64(bitPattern: a.low) < Int64(bitPattern: b.low)
    }
  }

  /// Lets the sweep write, now that its order is known.
  mutating func begin(order: [Digest128]) { sweep = .copying(order, copied: 0) }

  /// The next piece of the sweep that is on.
  func piece(countMax: Int) -> Piece? {
    var piece = Piece()
    switch sweep {
    case .none, .sorting: return nil
    case .copying(let order, let copied):
      let end = min(order.count, copied + countMax)
      piece.run = lastRun
      piece.newestMilliseconds = leavingNewestMilliseconds
      piece.placeCount = end - copied
      piece.rows = order[copied..<end].compactMap { leaving[$0] }
      piece.isLast = end == order.count
    case .cutting(let first):
      // Neighbours go together, so a cut of more rows costs little more.
      let end = min(leavingUpTo + 1, first + Int64(countMax) * 4)
      piece.cut = first..<max(first, end)
      piece.isLast = end > leavingUpTo
    }
    return piece
  }

  /// Notes that a piece is on disk.
  mutating func wrote(_ piece: Piece) {
    switch sweep {
    case .none, .sorting: break
    case .copying(let order, let copied):
      if piece.isLast {
        // Whoever asks from now on finds them in the run.
        leaving = [:]
        sweep = .cutting(firstRow)
      } else {
        sweep = .copying(order, copied: copied + piece.placeCount)
      }
    case .cutting:
      guard let cut = piece.cut else { return }
      firstRow = cut.upperBound
      sweep = piece.isLast ? .none : .cutting(firstRow)
    }
  }
}
