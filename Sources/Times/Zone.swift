/// A time zone as a value: an offset from UTC and the moments at which it changes.
///
/// Nothing here reads the machine's zone database; whoever loads a charter hands the zones in. The same zone value
/// gives the same local times for ever, so an old decision replays unchanged after the database moved on.
public struct Zone: Hashable, Sendable {
  /// From `at` on, local time is UTC plus `offsetSeconds`.
  public struct Transition: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var at: Int64
    /// Seconds east of UTC; west is negative. Real zones stay within 26 hours, which ``Zone`` counts on.
    public var offsetSeconds: Int32

    /// Makes a transition at `at`, to `offsetSeconds` east of UTC.
    public init(at: Int64, offsetSeconds: Int32) {
      self.at = at
      self.offsetSeconds = offsetSeconds
    }
  }

  /// The name in the IANA database, such as `Europe/Paris`, or `UTC+05:30` for a fixed offset.
  public let name: String
  /// Seconds east of UTC before the first transition.
  public let initialOffsetSeconds: Int32
  /// Strictly ascending in time; each one changes the offset.
  public let transitions: [Transition]

  /// Makes a zone.
  ///
  /// Transitions may come in any order; of several at one moment the one given last holds, and those that change
  /// nothing are left out, so that zones with the same local times are equal.
  public init(name: String, initialOffsetSeconds: Int32, transitions: [Transition] = []) {
    self.name = name
    self.initialOffsetSeconds = initialOffsetSeconds
    self.transitions = Zone.normalized(transitions, initialOffsetSeconds: initialOffsetSeconds)
  }

  private static func normalized(_ transitions: [Transition], initialOffsetSeconds: Int32) -> [Transition] {
    let ordered = transitions.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    var result: [Transition] = []
    for (place, entry) in ordered.enumerated() {
      let isOverruled = place + 1 < ordered.count && ordered[place + 1].element.at == entry.element.at
      let offsetBefore = result.last?.offsetSeconds ?? initialOffsetSeconds
      if !isOverruled, entry.element.offsetSeconds != offsetBefore { result.append(entry.element) }
    }
    return result
  }

  /// Coordinated Universal Time.
  public static let utc = Zone(name: "UTC", initialOffsetSeconds: 0)

  /// Seconds east of UTC at a moment.
  public func offsetSeconds(at instant: Instant) -> Int32 {
    let index = transitionCount(upTo: instant.secondsSince1970)
    return index == 0 ? initialOffsetSeconds : transitions[index - 1].offsetSeconds
  }

  /// Seconds since 1970-01-01T00:00:00 *local*: split them by 86,400 for the local day and time of day.
  public func localSeconds(at instant: Instant) -> Int64 {
    instant.secondsSince1970 &+ Int64(offsetSeconds(at: instant))
  }

  /// The local date at a moment.
  public func date(at instant: Instant) -> CivilDate {
    CivilDate(daysSince1970: Int(localSeconds(at: instant).quotientFloored(by: 86_400)))
  }

  /// The first moment at which local clocks show `localSeconds` (seconds since 1970-01-01T00:00:00 local) or more.
  ///
  /// A local time that occurs twice gives its first occurrence; one that a change of clocks skips gives the change.
  public func firstInstant(atOrAfterLocal localSeconds: Int64) -> Instant {
    // The answer lies at a transition or at local − offset of the period it falls in; offsets stay within a day and
    // a bit, so only the transitions near the local time matter.
    var index = transitionCount(upTo: localSeconds &- 200_000)
    while true {
      let offset = index == 0 ? initialOffsetSeconds : transitions[index - 1].offsetSeconds
      let start = index == 0 ? Int64.min : transitions[index - 1].at
      let candidate = max(localSeconds &- Int64(offset), start)
      if index == transitions.count || candidate < transitions[index].at {
        return Instant(secondsSince1970: candidate)
      }
      index += 1
    }
  }

  /// The moments at which local clocks show `localSeconds`, ascending: none where a change of clocks skips it, two
  /// where one repeats it.
  public func instants(ofLocal localSeconds: Int64) -> [Instant] {
    var instants: [Instant] = []
    var index = transitionCount(upTo: localSeconds - 200_000)
    while index == 0 || transitions[index - 1].at <= localSeconds + 200_000 {
      let offset = index == 0 ? initialOffsetSeconds : transitions[index - 1].offsetSeconds
      let start = index == 0 ? Int64.min : transitions[index - 1].at
      let end = index < transitions.count ? transitions[index].at : Int64.max
      let candidate = localSeconds - Int64(offset)
      if candidate >= start, candidate < end { instants.append(Instant(secondsSince1970: candidate)) }
      index += 1
      if index > transitions.count { break }
    }
    return instants
  }

  /// The first change of clocks later than a moment.
  public func nextTransition(after instant: Instant) -> Instant? {
    let index = transitionCount(upTo: instant.secondsSince1970)
    return index < transitions.count ? Instant(secondsSince1970: transitions[index].at) : nil
  }

  /// The number of transitions at or before a moment.
  private func transitionCount(upTo seconds: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity; `divisor` must be positive.
  @inlinable public func quotientFloored(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  /// The remainder of ``quotientFloored(by:)``, 0 ..< divisor.
  @inlinable public func remainderFloored(by divisor: Int64) -> Int64 {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
