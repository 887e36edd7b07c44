/// The newest entries of customers whose row in `customers` is behind, and how they get there.
///
/// Writing a head with every entry would dirty one more page for each decision, somewhere in a table of all customers.
/// So heads stay in memory, because the log has them anyway, and are written in sweeps: when enough entries have come,
/// everything noted so far leaves, in ascending order of customers, a piece with each commit. When a sweep has
/// ended, the mark
/// `heads` moves to where the log stood when it began; opening reads the log again from that mark.
struct Heads {
  private enum Sweep {
    case none
    /// The order is being worked out, away from the writer.
    case sorting
    /// So many of the sorted customers are written.
    case writing([Int64], written: Int)
  }

  /// Noted since the last sweep began.
  private var noted: [Int64: Int64] = [:]
  /// Leaving with the sweep that is on.
  private var leaving: [Int64: Int64] = [:]
  private var leavingUpTo: Int64 = 0
  private var notedEntries = 0
  private var sweep = Sweep.none

  /// A piece of a sweep, to be written with a commit.
  struct Piece {
    /// Customers and their newest entries, ascending by customer.
    var heads: [(customer: Int64, head: Int64)] = []
    /// Where the mark `heads` stands when this is written; nothing: where it was.
    var endsAt: Int64?
    /// How many places of the order it takes.
    fileprivate var placeCount = 0

    /// Heads outside a sweep, such as all of them when the store closes.
    init(_ heads: [(customer: Int64, head: Int64)] = []) { self.heads = heads }
  }

  /// The newest entry of a customer; nothing when their row says it.
  func head(of customer: Int64) -> Int64? { noted[customer] ?? leaving[customer] }

  /// Notes the newest entry of a customer.
  mutating func note(_ head: Int64, of customer: Int64) { noted[customer] = head }

  /// Counts an entry that was written.
  mutating func countEntries(_ count: Int) { notedEntries += count }

  /// Forgets a customer who was erased.
  mutating func forget(_ customer: Int64) {
    noted[customer] = nil
    leaving[customer] = nil
  }

  /// Everything that no row says yet, ascending by customer.
  var all: [(customer: Int64, head: Int64)] {
    leaving.merging(noted) { $1 }.map { ($0.key, $0.value) }.sorted { $0.customer < $1.customer }
  }

  /// Begins a sweep when it is time.
  /// - Parameters:
  ///   - position: the last entry of the log.
  ///   - entriesMin: how many entries must have come since the last one began.
  /// - Returns: what is to be sorted by ``order(_:)`` and given to ``begin(order:)``.
  mutating func leave(upTo position: Int64, entriesMin: Int) -> [Int64: Int64]? {
    guard case .none = sweep, notedEntries >= entriesMin else { return nil }
    leaving = noted
    leavingUpTo = position
    // Growing to this size step by step would stop the writer for milliseconds now and then.
    noted = Dictionary(minimumCapacity: min(leaving.count, StoreSettings.entriesPerSweep))
    notedEntries = 0
    sweep = .sorting
    return leaving
  }

  /// The order in which heads are written: pages of the table are then touched once.
  static func order(_ heads: [Int64: Int64]) -> [Int64] { heads.keys.sorted() }

  /// Lets the sweep write, now that its order is known.
  mutating func begin(order: [Int64]) { sweep = .writing(order, written: 0) }

  /// The next piece of the sweep that is on.
  func piece(countMax: Int) -> Piece? {
    guard case .writing(let order, let written) = sweep else { return nil }
    var piece = Piece()
    let end = min(order.count, written + countMax)
    piece.placeCount = end - written
    piece.heads.reserveCapacity(piece.placeCount)
    for customer in order[written..<end] {
      // Who was erased meanwhile is no longer there.
      if let head = leaving[customer] { piece.heads.append((customer, head)) }
    }
    if end == order.count { piece.endsAt = leavingUpTo }
    return piece
  }

  /// Notes that a piece is on disk.
  mutating func wrote(_ piece: Piece) {
    guard case .writing(let order, let written) = sweep else { return }
    guard piece.endsAt == nil else {
      leaving = [:]
      sweep = .none
      return
    }
    sweep = .writing(order, written: written + piece.placeCount)
  }
}
