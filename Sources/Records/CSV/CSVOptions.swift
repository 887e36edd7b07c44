/// What separates the fields of a record.
public enum CSVDelimiter: Hashable, Sendable {
  /// The most frequent of `,` `;` tab `|` in the header line, outside quotes; `,` where there is none. Where two are
  /// as frequent, the one named first here.
  case automatic
  /// One ASCII character other than a letter, a digit, NUL and the line breaks.
  case character(UInt8)

  /// `,`
  public static let comma = CSVDelimiter.character(Byte.comma)
  /// `;`
  public static let semicolon = CSVDelimiter.character(Byte.semicolon)
  /// The tabulator.
  public static let tab = CSVDelimiter.character(Byte.tab)
  /// `|`
  public static let pipe = CSVDelimiter.character(Byte.pipe)
}

/// How a CSV file is written, and how much of it is read at a time.
public struct CSVOptions: Hashable, Sendable {
  /// What separates the fields.
  public var delimiter: CSVDelimiter
  /// What encloses a field that holds delimiters, quotes or line breaks; doubled within. ASCII, not the delimiter.
  public var quote: UInt8
  /// The encoding of the file. A UTF-8 byte order mark is skipped and overrules it.
  public var encoding: TextEncoding
  /// The longest record, in bytes without its line break; 1 ... ``RecordLimits/recordBytesCeiling``.
  public var recordBytesMax: Int
  /// How much is asked of the input at a time, in bytes; at least 1.
  public var blockBytes: Int
  /// Whether columns may be without a name, such as the row numbers that data frames write first; they keep the empty one.
  public var permitsNamelessColumns = false

  /// Makes options; left out, they are those of RFC 4180 in UTF-8, with the delimiter found in the header.
  public init(
    delimiter: CSVDelimiter = .automatic, quote: UInt8 = 0x22, encoding: TextEncoding = .utf8,
    recordBytesMax: Int = RecordLimits.recordBytesMax, blockBytes: Int = RecordLimits.blockBytes
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.encoding = encoding
    self.recordBytesMax = recordBytesMax
    self.blockBytes = blockBytes
  }

  /// - Throws: `options_invalid` where a value leaves its range.
  func check() throws(RecordSourceError) {
    guard Self.canStandApart(quote) else {
      throw Self.invalid("the quote must be an ascii character other than a letter, a digit or a line break")
    }
    if case .character(let byte) = delimiter {
      guard Self.canStandApart(byte) else {
        throw Self.invalid("the delimiter must be an ascii character other than a letter, a digit or a line break")
      }
      guard byte != quote else { throw Self.invalid("the delimiter and the quote must differ") }
    }
    guard (1...RecordLimits.recordBytesCeiling).contains(recordBytesMax) else {
      throw Self.invalid("the longest record must have between 1 and \(RecordLimits.recordBytesCeiling) bytes")
    }
    guard (1...RecordLimits.recordBytesCeiling).contains(blockBytes) else {
      throw Self.invalid("a block must have between 1 and \(RecordLimits.recordBytesCeiling) bytes")
    }
  }

  private static func invalid(_ message: String) -> RecordSourceError {
    RecordSourceError(code: .optionsInvalid, message: message)
  }

  private static func canStandApart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, Byte.lineFeed, Byte.carriageReturn, 0x80...: false
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      false
    default: true
    }
  }
}

/// How the fields of one file are told apart, once known.
struct CSVDialect: Hashable, Sendable {
  let delimiter: UInt8
  let quote: UInt8
  let encoding: TextEncoding
}
