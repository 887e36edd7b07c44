/// The bounds that every expression keeps, so that no text can exhaust memory, time or the stack.
public enum ParsingLimits {
  /// The longest expression, in bytes of UTF-8.
  public static let sourceBytesMax = 65_536
  /// How deep brackets and conditional branches may stand in one another.
  public static let nestingMax = 250
  /// The most parts (names, literals, operators, calls) of one expression, macros expanded.
  public static let nodesMax = 100_000
  /// After so many mistakes parsing stops.
  public static let diagnosticsMax = 20
}
