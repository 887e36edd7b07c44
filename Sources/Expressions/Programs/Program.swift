/// A checked expression in the form that is evaluated: immutable, and safe to share between threads.
///
/// It keeps two codes. The stack machine's works on any value and defines what the expression means; the register
/// machine's covers conditions over slots and constants without any allocation, and gives up to the other whenever a
/// row holds something that it does not cover.
public final class Program: Sendable {
  /// The type of the result; `dyn` for unchecked expressions.
  public let type: ValueType
  /// The text of the expression.
  public let source: SourceText
  let general: GeneralCode
  let words: WordCode?
  /// The table as it was when the program was planned.
  let symbols: SymbolTable

  init(type: ValueType, source: SourceText, general: GeneralCode, words: WordCode?, symbols: SymbolTable) {
    self.type = type
    self.source = source
    self.general = general
    self.words = words
    self.symbols = symbols
  }

  /// Whether conditions and arithmetic run on words.
  public var hasWordCode: Bool { words != nil }
}
