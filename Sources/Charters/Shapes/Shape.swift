/// What a place in a file may hold. One description serves the checker, the JSON Schemas and the reader, so that an
/// editor underlines exactly what `mesure check` refuses.
indirect enum Shape: Sendable {
  /// Any text.
  case text
  /// A name: lower case letters, digits, `-` and `_`, a letter first.
  case name
  /// A number within bounds.
  case number(ClosedRange<Double>)
  /// A whole number within bounds.
  case integer(ClosedRange<Int>)
  /// true or false.
  case flag
  /// `7d`, `1d12h`.
  case duration
  /// `2026-11-22`.
  case date
  /// `2026-11-22T09:00`, with or without an offset.
  case moment
  /// `20:00`.
  case clock
  /// A CEL expression.
  case expression
  /// A number, or an expression that gives one.
  case quantity
  /// A number, a flag or a text: an attribute's value.
  case value
  /// One of a closed list of words.
  case word([String])
  case list(Shape)
  /// One, or a list of them.
  case oneOrMany(Shape)
  case object(ObjectShape)
  /// Names of the author's, each with the same shape; what the names are.
  case table(String, Shape)
  /// Any keys, such as `action/channel`, each with the same shape.
  case record(Shape)
  /// One of several, told apart by what they look like: scalar, list or mapping.
  case either([Shape])
}

/// A mapping with known keys.
struct ObjectShape: Sendable {
  /// What it is, for messages: `an action`.
  var noun: String
  var fields: [Field]
}

/// A key of a mapping.
struct Field: Sendable {
  var name: String
  var shape: Shape
  var isRequired: Bool
  /// What it means, shown by editors.
  var meaning: String

  init(_ name: String, _ shape: Shape, _ meaning: String, required: Bool = false) {
    self.name = name
    self.shape = shape
    self.meaning = meaning
    isRequired = required
  }
}
