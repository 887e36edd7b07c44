/// What is wrong with a postal address.
public enum PostalAddressFault: Hashable, Sendable {
  /// It has no lines, or too few to be one.
  case tooFewLines(Int)
  /// It has more than six lines, the country's aside.
  case tooManyLines(Int)
  /// A line is longer than 38 characters; its number from 1.
  case lineTooLong(Int, length: Int)
  /// A line is empty.
  case emptyLine(Int)
  /// A line of the last three holds small letters or signs.
  case notInCapitals(Int)
  /// The last line does not begin with five figures and a place.
  case noPostcode
  /// A line holds a control character.
  case unsafeCharacters(Int)

  /// A sentence a person can act on.
  public var message: String {
    switch self {
    case .tooFewLines(let count): "an address has at least 3 lines, not \(count)"
    case .tooManyLines(let count): "an address has at most \(PostalAddress.linesMax) lines, not \(count)"
    case .lineTooLong(let line, let length):
      "line \(line) of the address has \(length) characters; \(PostalAddress.lineCharactersMax) is the most"
    case .emptyLine(let line): "line \(line) of the address is empty"
    case .notInCapitals(let line): "line \(line) of the address should be capitals and figures, without signs"
    case .noPostcode: "the last line of the address should be a postcode and a place"
    case .unsafeCharacters(let line): "line \(line) of the address holds a control character"
    }
  }
}

/// A postal address as it stands in the window of an envelope.
///
/// Source: AFNOR NF Z 10-011: from the name to the place, at most six lines of 38 characters (a seventh names the country,
/// abroad), no empty line, no signs from the fourth line on, the last three lines in capitals, the last one postcode and
/// place.
public struct PostalAddress: Hashable, Sendable {
  /// The most lines, the country's aside.
  public static let linesMax = 6
  /// The most characters of a line, spaces included.
  public static let lineCharactersMax = 38

  /// From the name to the place.
  public var lines: [String]
  /// The country, in capitals; nothing within France.
  public var country: String?

  /// Makes an address of lines as they are.
  public init(lines: [String], country: String? = nil) {
    self.lines = lines
    self.country = country
  }

  /// Reads an address from one text, its lines parted by line ends or `|`, and writes the last three as the post wants them:
  /// capitals, and spaces for signs.
  public init(text: String, country: String? = nil) {
    let lines = text.split { $0.isNewline || $0 == "|" }.map { PostalAddress.trimmed($0) }.filter { !$0.isEmpty }
    self.lines = lines.enumerated().map { index, line in
      index >= lines.count - 3 && index > 0 ? PostalAddress.capitals(line) : line
    }
    self.country = country.map(PostalAddress.capitals)
  }

  /// Everything that is wrong with it.
  public var faults: [PostalAddressFault] {
    var faults: [PostalAddressFault] = []
    if lines.count < 3 { faults.append(.tooFewLines(lines.count)) }
    if lines.count > PostalAddress.linesMax { faults.append(.tooManyLines(lines.count)) }
    for (index, line) in lines.enumerated() {
      if line.allSatisfy({ $0 == " " }) { faults.append(.emptyLine(index + 1)) }
      if line.count > PostalAddress.lineCharactersMax { faults.append(.lineTooLong(index + 1, length: line.count)) }
      if !CharacterRules.isAllowed(line) { faults.append(.unsafeCharacters(index + 1)) }
      let isLast = index >= lines.count - 3 && index > 0
      if isLast, !PostalAddress.isCapitals(line) { faults.append(.notInCapitals(index + 1)) }
    }
    if country == nil, let last = lines.last {
      let parts = last.split(separator: " ", maxSplits: 1)
      let isPostcode = parts.first.map { $0.count == 5 && $0.allSatisfy { ("0"..."9").contains($0) } } ?? false
      if !isPostcode || parts.count < 2 { faults.append(.noPostcode) }
    }
    return faults
  }

  private static func trimmed(_ line: Substring) -> String {
    line.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
  }

  private static func isCapitals(_ line: String) -> Bool {
    line.allSatisfy { $0 == " " || $0.isNumber || ($0.isLetter && !$0.isLowercase) }
  }

  /// Capitals, with spaces in place of signs.
  private static func capitals(_ line: String) -> String {
    let letters = line.uppercased().map { $0.isLetter || $0.isNumber ? $0 : " " }
    return String(letters).split(separator: " ").joined(separator: " ")
  }
}
