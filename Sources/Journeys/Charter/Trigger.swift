import Decisions
import Times

/// What opens an occasion without anybody asking.
public struct Trigger: Sendable {
  /// What a level is measured on.
  public enum Measure: Hashable, Sendable {
    /// A number of the customer: an attribute, a score, an expression.
    case quantity(Quantity)
    /// The charter's propensity of an action on one channel; nothing for the first of its channels.
    case propensity(action: String, channel: String?)
  }

  /// Why it opens one.
  public enum Cause: Hashable, Sendable {
    /// One of these happens.
    case occurrence([Occurrence])
    /// None of these for so many seconds after one of `since`; where `since` is empty, after the last of them, or after the
    /// customer became known.
    case absence(of: [Occurrence], seconds: Int64, since: [Occurrence])
    /// A moment in a timestamp attribute, moved by so many seconds, and then to the next moment at which the customer's
    /// clocks show a time of day (seconds after midnight), where one is given.
    case date(slot: Int, offsetSeconds: Int64, clockSeconds: Int32?)
    /// A day of a timestamp attribute comes again, each year.
    case yearly(YearlyDate)
    /// A number comes to a level, from below (`rises`) or from above. Being there is not coming there.
    case level(Measure, Double, rises: Bool)
  }

  /// Its name in the charter.
  public var name: String
  /// Why it opens an occasion.
  public var cause: Cause
  /// What must hold besides, when the cause comes and again when the occasion is opened.
  public var when: Rule?
  /// At most one occasion in so many seconds; nothing: no limit.
  public var oncePerSeconds: Int64?
  /// What it asks about.
  public var opening: Opening

  /// Makes a trigger.
  public init(
    name: String, cause: Cause, when: Rule? = nil, oncePerSeconds: Int64? = nil, opening: Opening = Opening()
  ) {
    self.name = name
    self.cause = cause
    self.when = when
    self.oncePerSeconds = oncePerSeconds
    self.opening = opening
  }
}

/// Customers of whom a condition holds, now.
public struct Segment: Sendable {
  /// Its name in the charter.
  public var name: String
  /// Who belongs to it; a condition that cannot be evaluated does not hold.
  public var when: Rule

  /// Makes a segment.
  public init(name: String, when: Rule) {
    self.name = name
    self.when = when
  }
}
