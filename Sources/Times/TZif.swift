/// A zone file that cannot be read.
public struct TZifError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for machines; codes are kept for ever.
  public enum Code: String, Sendable, CaseIterable {
    /// The bytes do not begin as those of a TZif file.
    case notTZif = "tzif_not_tzif"
    /// The bytes end too early.
    case truncated = "tzif_truncated"
    /// Counts, indexes or times that contradict the format.
    case malformed = "tzif_malformed"
    /// An offset from UTC of more than about a day.
    case offsetOutOfRange = "tzif_offset_out_of_range"
    /// The file counts leap seconds, as those under `right/` do; an ``Instant`` does not.
    case leapSeconds = "tzif_leap_seconds"
    /// The rule for later years at the end of the file is not a POSIX one.
    case ruleMalformed = "tzif_rule_malformed"
  }

  /// What is wrong, for machines.
  public let code: Code
  /// What is wrong, for people.
  public let message: String
  /// Where reading stopped: bytes from the start of the file.
  public let byteOffset: Int

  /// The code, the sentence and the place.
  public var description: String { "\(code.rawValue): \(message), at byte \(byteOffset)" }
}

extension Zone {
  /// The last year for which the rule at the end of a zone file is worked out; later, clocks stay as they are then.
  public static let ruleYearMax = 2150

  /// For a file with a rule and no transition at all, the first year for which the rule is worked out.
  private static let ruleYearMin = 1900

  /// Reads the bytes of an IANA zone file, such as `/usr/share/zoneinfo/Europe/Paris`.
  ///
  /// Versions 1 to 4 are read; of version 2 and later the 64-bit data, then the rule of the footer up to and including
  /// ``ruleYearMax``. Before the first transition the zone has the file's first local time type.
  /// Source: RFC 9636, "The Time Zone Information Format (TZif)".
  ///
  /// - Throws: ``TZifError`` when the bytes are not a zone file; never traps.
  public init(name: String, tzif bytes: [UInt8]) throws(TZifError) {
    var reader = TZifReader(cursor: ByteCursor(bytes))
    let header = try reader.header()
    var block: TZifReader.Block
    var rule: PosixRule?
    if header.version == 0 {
      block = try reader.block(header, timeSize: 4)
    } else {
      try reader.skipBlock(header, timeSize: 4)
      block = try reader.block(try reader.header(), timeSize: 8)
      rule = try reader.footer()
    }
    if let rule, block.transitions.isEmpty { block.initialOffsetSeconds = rule.offsetSeconds }
    if let rule { block.transitions += Zone.transitions(of: rule, after: block.transitions.last?.at) }
    self.init(name: name, initialOffsetSeconds: block.initialOffsetSeconds, transitions: block.transitions)
  }

  private static func transitions(of rule: PosixRule, after last: Int64?) -> [Transition] {
    var firstYear = ruleYearMin
    if let last {
      firstYear = Int(CivilDate(daysSince1970: Int(last.quotientFloored(by: 86_400))).year)
      // A file may place its last transition anywhere in 64 bits; a loop over all those years would never end.
      firstYear = max(firstYear, ruleYearMin)
    }
    guard rule.summer != nil, firstYear <= ruleYearMax else { return [] }
    // The local year may begin in the UTC year before.
    let changes = (firstYear - 1...ruleYearMax).flatMap { rule.transitions(year: $0) }
    guard let last else { return changes }
    return changes.filter { $0.at > last }
  }
}

/// Reads the parts of a TZif file in their order.
private struct TZifReader {
  var cursor: ByteCursor

  /// RFC 9636 §3.2: offsets should lie from −24:59:59 to 25:59:59.
  static let offsetRange: ClosedRange<Int32> = -89_999...93_599

  struct Header {
    /// 0 for version 1, otherwise the ASCII digit.
    var version: UInt8
    var utIndicatorCount = 0
    var standardIndicatorCount = 0
    var leapSecondCount = 0
    var transitionCount = 0
    var typeCount = 0
    var abbreviationByteCount = 0

    func byteCount(timeSize: Int) -> Int {
      transitionCount * (timeSize + 1) + typeCount * 6 + abbreviationByteCount + leapSecondCount * (timeSize + 4)
        + standardIndicatorCount + utIndicatorCount
    }
  }

  struct Block {
    var initialOffsetSeconds: Int32
    var transitions: [Zone.Transition]
  }

  func failure(_ code: TZifError.Code, _ message: String) -> TZifError {
    TZifError(code: code, message: message, byteOffset: cursor.offset)
  }

  private func truncated() -> TZifError { failure(.truncated, "the zone file ends too early") }

  mutating func header() throws(TZifError) -> Header {
    for byte in "TZif".utf8 {
      guard cursor.next() == byte else { throw failure(.notTZif, "this is not a TZif zone file") }
    }
    guard let version = cursor.next(), cursor.skip(15) else { throw truncated() }
    var header = Header(version: version)
    let counts: [WritableKeyPath<Header, Int>] = [
      \.utIndicatorCount, \.standardIndicatorCount, \.leapSecondCount, \.transitionCount, \.typeCount,
      \.abbreviationByteCount,
    ]
    for count in counts {
      guard let value = cursor.uint32() else { throw truncated() }
      header[keyPath: count] = Int(value)
    }
    return header
  }

  mutating func skipBlock(_ header: Header, timeSize: Int) throws(TZifError) {
    guard cursor.skip(header.byteCount(timeSize: timeSize)) else { throw truncated() }
  }

  mutating func block(_ header: Header, timeSize: Int) throws(TZifError) -> Block {
    // The whole length is checked before anything is stored: the counts are the file's word only.
    guard header.byteCount(timeSize: timeSize) <= cursor.remaining else { throw truncated() }
    guard header.typeCount > 0 else { throw failure(.malformed, "the zone file has no local time type") }
    guard header.leapSecondCount == 0 else {
      throw failure(.leapSeconds, "the zone file counts leap seconds; take the one outside `right/`")
    }
    let times = try self.times(count: header.transitionCount, size: timeSize)
    var typeIndexes: [Int] = []
    for _ in times {
      guard let index = cursor.next() else { throw truncated() }
      guard index < header.typeCount else { throw failure(.malformed, "a transition names no local time type") }
      typeIndexes.append(Int(index))
    }
    let offsets = try self.offsets(count: header.typeCount)
    guard
      cursor.skip(header.abbreviationByteCount + header.standardIndicatorCount + header.utIndicatorCount)
    else { throw truncated() }
    let transitions = zip(times, typeIndexes).map { Zone.Transition(at: $0, offsetSeconds: offsets[$1]) }
    return Block(initialOffsetSeconds: offsets[0], transitions: transitions)
  }

  private mutating func times(count: Int, size: Int) throws(TZifError) -> [Int64] {
    var times: [Int64] = []
    for _ in 0..<count {
      guard let time = size == 8 ? cursor.int64() : cursor.int32().map(Int64.init) else { throw truncated() }
      if let last = times.last, time <= last {
        throw failure(.malformed, "the transitions of the zone file are not in ascending order")
      }
      times.append(time)
    }
    return times
  }

  private mutating func offsets(count: Int) throws(TZifError) -> [Int32] {
    var offsets: [Int32] = []
    for _ in 0..<count {
      guard let offset = cursor.int32(), cursor.skip(2) else { throw truncated() }
      guard TZifReader.offsetRange.contains(offset) else {
        throw failure(.offsetOutOfRange, "an offset from UTC of \(offset) seconds is more than a day")
      }
      offsets.append(offset)
    }
    return offsets
  }

  /// The rule between two line feeds; an empty one says nothing of later years.
  mutating func footer() throws(TZifError) -> PosixRule? {
    guard cursor.next() == UInt8(ascii: "\n") else {
      throw failure(.truncated, "the footer of the zone file is missing")
    }
    var text: [UInt8] = []
    while let byte = cursor.next() {
      guard byte == UInt8(ascii: "\n") else {
        text.append(byte)
        continue
      }
      if text.isEmpty { return nil }
      guard let rule = PosixRule(text) else {
        let shown = quoted(String(decoding: text, as: UTF8.self))
        throw failure(.ruleMalformed, "the rule \(shown) at the end of the zone file is not a POSIX rule")
      }
      return rule
    }
    throw failure(.truncated, "the footer of the zone file does not end")
  }
}
