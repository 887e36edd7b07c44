import Hub

/// A place that a store lives in, for tests: what was stored is there when it is opened again.
public protocol StoreStand: Sendable {
  /// Opens the store; the one opened before must be closed, or be gone.
  func open() throws(StoreError) -> any Store
}

/// A disk in memory is a place for memory stores.
extension MemoryDisk: StoreStand {
  /// Opens a memory store on this disk.
  public func open() throws(StoreError) -> any Store { MemoryStore(disk: self) }
}

/// One promise of the port ``Store``, which every implementation must keep.
public struct StorePromise: Sendable, CustomStringConvertible {
  /// The promise in words.
  public let name: String
  private let check: @Sendable (any StoreStand, inout Differences) async throws -> Void

  /// Makes a promise of what is checked for it.
  public init(_ name: String, _ check: @escaping @Sendable (any StoreStand, inout Differences) async throws -> Void) {
    self.name = name
    self.check = check
  }

  /// The promise in words.
  public var description: String { name }

  /// Where an empty store differs from the promise; empty when it is kept.
  public func differences(at stand: any StoreStand) async throws -> [String] {
    var differences = Differences()
    try await check(stand, &differences)
    return differences.all
  }

  /// Every promise of the port, once.
  public static var all: [StorePromise] {
    commits + customers + chains + keysAndLinks + messages + messageCounts + deliveries + journeys + sweeps
      + erasing + reopening + charters
  }
}

/// What was expected and did not come.
public struct Differences: Sendable {
  /// The differences in words.
  public private(set) var all: [String] = []

  /// None so far.
  public init() {}

  /// Notes a difference between a value and what it should be.
  public mutating func expect<Value: Equatable>(_ value: Value, is expected: Value, _ what: String) {
    if value != expected { all.append("\(what): \(value) instead of \(expected)") }
  }

  /// Notes it when a call does not fail with one of these codes.
  public mutating func expect(
    failure codes: String..., of what: String, _ body: () async throws(StoreError) -> Void
  ) async {
    do throws(StoreError) {
      try await body()
      all.append("\(what): did not fail")
    } catch {
      if !codes.contains(error.code) { all.append("\(what): \(error.code) instead of \(codes)") }
    }
  }
}

/// Entries and commits in short, for promises and tests of stores.
public enum Sample {
  /// A customer.
  public static func customer(_ number: Int64) -> CustomerNumber { CustomerNumber(rawValue: number) }

  /// A position.
  public static func position(_ number: Int64) -> Position { Position(rawValue: number) }

  /// An entry; its body is its position in words unless another is given.
  public static func entry(
    _ position: Int64, of customer: Int64, after previous: Int64 = 0, kind: EntryKind = .event, at: Int64? = nil,
    body: [UInt8]? = nil
  ) -> Entry {
    Entry(
      position: Position(rawValue: position), customer: CustomerNumber(rawValue: customer),
      previous: Position(rawValue: previous), atMilliseconds: at ?? position * 1000, kind: kind,
      body: body ?? Array("entry \(position)".utf8))
  }

  /// A commit of entries.
  public static func commit(_ entries: Entry...) -> Commit {
    var commit = Commit()
    commit.entries = entries
    return commit
  }

  /// A key used at a moment, for a request and what it wrote.
  public static func key(
    _ number: UInt64, at: Int64 = 1000, position: Int64 = 0, request: UInt64 = 1
  ) -> OnceKey {
    // The top bit tells whether hashes survive where integers have a sign.
    OnceKey(
      key: Digest128(high: number | 1 << 63, low: ~number), request: Digest128(high: request, low: .max),
      position: Position(rawValue: position), atMilliseconds: at)
  }

  /// A message.
  public static func message(
    _ decision: Int64, _ choice: Int = 0, to customer: Int64, channel: String = "email", due: Int64
  ) -> OutboxRow {
    OutboxRow(
      decision: Position(rawValue: decision), choice: choice, customer: CustomerNumber(rawValue: customer),
      action: "card", channel: channel, brand: "", dueSeconds: due)
  }
}
