/// What was learned from the log up to a position, so that it need not be learned from the beginning again.
public struct StoredModels: Hashable, Sendable {
  /// The last entry that was read.
  public var position: Position
  /// When it was kept: milliseconds since 1970.
  public var atMilliseconds: Int64
  /// The state; what reads it checks it.
  public var state: [UInt8]

  /// Makes a row.
  public init(position: Position, atMilliseconds: Int64, state: [UInt8]) {
    self.position = position
    self.atMilliseconds = atMilliseconds
    self.state = state
  }
}

/// Where a state is, without it.
public struct StoredModelsMark: Hashable, Sendable {
  /// The last entry that was read.
  public var position: Position
  /// When it was kept: milliseconds since 1970.
  public var atMilliseconds: Int64

  /// Makes a mark.
  public init(position: Position, atMilliseconds: Int64) {
    self.position = position
    self.atMilliseconds = atMilliseconds
  }
}

extension StoredModelsMark {
  /// The newest states that are kept, whenever they came.
  static let newestMax = 4
  /// For how many days before the newest one the first state of each is kept.
  static let daysMax: Int64 = 31

  /// Which of these states need not be kept any longer: replays of decisions that read them learn anew from the one
  /// before. Of each day (UTC) one stays for a month, and the newest stay.
  public static func droppable(_ marks: [StoredModelsMark]) -> [Position] {
    let ascending = marks.sorted { $0.position < $1.position }
    guard let newest = ascending.last else { return [] }
    let old = ascending.dropLast(newestMax)
    var days: Set<Int64> = []
    return old.filter { mark in
      let day = mark.atMilliseconds.quotientFloored(by: 86_400_000)
      let isOld = newest.atMilliseconds.quotientFloored(by: 86_400_000) - day > daysMax
      return isOld || !days.insert(day).inserted
    }.map(\.position)
  }
}
