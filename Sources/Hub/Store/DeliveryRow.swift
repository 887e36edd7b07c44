/// A message on its way: the hub handed it to a provider, and the end of it is not known yet.
public struct DeliveryRow: Hashable, Sendable {
  /// How far it is; the raw values are on disk.
  public enum State: UInt8, CaseIterable, Sendable {
    /// It was handed over and the provider's answer is not known. When the hub starts, nobody waits for one any more.
    case handedOver = 1
    /// The provider took it.
    case accepted = 2
    /// Nobody knows whether it was taken; news may still say.
    case unknown = 3
  }

  /// The message; its ``OutboxRow/dueSeconds`` and ``OutboxRow/attempts`` as they were when it was handed over.
  public var message: OutboxRow
  /// How far it is.
  public var state: State
  /// When it was handed over: milliseconds since 1970.
  public var atMilliseconds: Int64
  /// What the provider calls it, for receipts that name nothing else; empty: nothing.
  public var providerID: String

  /// Makes a row.
  public init(message: OutboxRow, state: State, atMilliseconds: Int64, providerID: String = "") {
    self.message = message
    self.state = state
    self.atMilliseconds = atMilliseconds
    self.providerID = providerID
  }
}

/// Where a page of messages goes on: behind this one, in the order in which they are due.
public struct OutboxMark: Hashable, Sendable {
  /// When the message is due: seconds since 1970.
  public var dueSeconds: Int64
  /// Its decision.
  public var decision: Position
  /// Which of its choices.
  public var choice: Int

  /// The mark of a message.
  public init(_ row: OutboxRow) {
    dueSeconds = row.dueSeconds
    decision = row.decision
    choice = row.choice
  }
}
