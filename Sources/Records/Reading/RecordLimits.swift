/// The limits of reading, together: sizes in bytes unless the name says otherwise.
public enum RecordLimits {
  /// The longest record read by default, without its line break: 1 MiB.
  public static let recordBytesMax = 1 << 20
  /// The most a caller may allow for one record: 256 MiB. Offsets within a batch are 32 bits wide.
  public static let recordBytesCeiling = 1 << 28
  /// How much is asked of the input at a time: 256 KiB.
  public static let blockBytes = 1 << 18
  /// A batch is handed out when it holds this many records.
  public static let batchRecordsMax = 512
  /// A batch is handed out when its records span this many bytes: 256 KiB. The last record may reach beyond.
  public static let batchBytesMax = 1 << 18
  /// The most columns a header may name.
  public static let columnsMax = 4_096
  /// How deep objects and arrays of a JSON record may stand inside one another, the record itself counted.
  public static let jsonDepthMax = 64
  /// How many characters of the user's text a message shows.
  static let excerptCharactersMax = 40
}

/// The bytes that mean something to the readers.
enum Byte {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let backslash: UInt8 = 0x5C
  static let pipe: UInt8 = 0x7C
}
