import Times

/// Something that knows at which moments a customer answers.
///
/// It is asked once for each choice of a decision, after what to say has been chosen.
public protocol TempoModel: Sendable {
  /// What identifies its state; a decision records it.
  var version: String { get }

  /// Picks the moment for a contact, or says nothing where it knows nothing of the customer's hours.
  /// - Parameters:
  ///   - contact: what is to be said, at the first of the moments.
  ///   - slots: at least one; the first is permitted, and holds unless another is surely better. Ascending.
  ///   - end: when it is no longer worth answering; nothing: never.
  ///   - isPermitted: whether rules permit a slot, by its position; asked about as few as possible.
  func bestSlot(
    for subject: borrowing Subject, saying contact: Contact, among slots: [TimeSlot], answeredBefore end: Instant?,
    isPermitted: (Int) -> Bool
  ) -> SlotChoice?
}

/// A moment at which something may be said.
public struct TimeSlot: Hashable, Sendable {
  /// The moment.
  public var at: Instant
  /// What waiting until then leaves of its worth, 0 … 1.
  public var patience: Double

  /// Makes a slot.
  public init(at: Instant, patience: Double) {
    self.at = at
    self.patience = patience
  }
}

/// Why something is said when it is: one moment beside the first that was permitted.
public struct SlotChoice: Hashable, Sendable {
  /// The position of the moment that was picked, among those that were offered; 0: the first.
  public var slot: Int
  /// The position of the best of those that were looked at; the same, or one whose gain is not sure enough; 0: no other
  /// is better.
  public var best: Int
  /// How many times as much the best is worth as the first: answers in time, times patience.
  public var gain: Double
  /// The lower end of the interval in which the gain lies nine times of ten.
  public var gainLow: Double
  /// The upper end.
  public var gainHigh: Double
  /// The belief that the best is worth more than the first, 0 … 1.
  public var belief: Double
  /// How many of the customer's own contacts it rests on.
  public var contacts: Int
  /// Whether those are too few, so that it rests on what is known of others.
  public var isCautious: Bool

  /// Makes a choice.
  public init(
    slot: Int, best: Int, gain: Double, gainLow: Double, gainHigh: Double, belief: Double, contacts: Int,
    isCautious: Bool
  ) {
    self.slot = slot
    self.best = best
    self.gain = gain
    self.gainLow = gainLow
    self.gainHigh = gainHigh
    self.belief = belief
    self.contacts = contacts
    self.isCautious = isCautious
  }
}

/// What a model of tempo said of a choice's moment, kept with the decision.
public struct HourChoice: Hashable, Sendable {
  /// The first moment that was permitted.
  public var first: Instant
  /// The best moment that was looked at; it was taken where the gain is sure enough.
  public var best: Instant
  /// What was said of it.
  public var said: SlotChoice
  /// Whether the best moment was taken, rather than the first.
  public var isMoved: Bool { said.slot != 0 }
}
