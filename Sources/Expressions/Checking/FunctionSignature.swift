/// One way to call a function: the types that it takes and the type that it gives.
public struct FunctionSignature: Hashable, Sendable {
  /// The function's name, with dots for its namespace if it has one: `math.abs`.
  public var name: String
  /// Whether it is called on its first parameter, `a.f(b)`, rather than as `f(a, b)`.
  public var isMethod: Bool
  /// The parameters' types; the receiver is the first of a method's.
  public var parameters: [ValueType]
  /// The type of the result.
  public var result: ValueType

  /// Makes a signature.
  public init(name: String, isMethod: Bool, parameters: [ValueType], result: ValueType) {
    self.name = name
    self.isMethod = isMethod
    self.parameters = parameters
    self.result = result
  }

  /// The signature as authors read it: `string.startsWith(string) -> bool`.
  var text: String {
    let (receiver, rest) = isMethod ? ("\(parameters[0]).", parameters.dropFirst()) : ("", parameters[...])
    return "\(receiver)\(name)(\(rest.map(\.description).joined(separator: ", "))) -> \(result)"
  }
}

extension FunctionSignature {
  /// Reads a line of the table of standard functions: `string.contains(string) -> bool`, `size(list(A)) -> int`.
  ///
  /// A method's receiver is written in brackets when its type has some: `[list(A)].join() -> string`. Single capital
  /// letters are type parameters.
  init?(line: some StringProtocol) {
    var reader = SignatureReader(text: Array(line))
    guard let signature = reader.readSignature() else { return nil }
    self = signature
  }
}

/// Reads signatures and types, left to right.
private struct SignatureReader {
  let text: [Character]
  var index = 0

  init(text: [Character]) { self.text = text }

  mutating func readSignature() -> FunctionSignature? {
    var receiver: ValueType?
    if take("[") {
      receiver = readType()
      guard take("]"), take(".") else { return nil }
    }
    let name = readWord { $0 != "(" }
    guard take("(") else { return nil }
    var parameters: [ValueType] = receiver.map { [$0] } ?? []
    while !take(")") {
      guard let type = readType() else { return nil }
      parameters.append(type)
      _ = take(",")
    }
    guard take("-"), take(">"), let result = readType() else { return nil }
    return FunctionSignature(name: name, isMethod: receiver != nil, parameters: parameters, result: result)
  }

  private mutating func take(_ character: Character) -> Bool {
    while index < text.count, text[index] == " " { index += 1 }
    guard index < text.count, text[index] == character else { return false }
    index += 1
    return true
  }

  private mutating func readWord(while isPart: (Character) -> Bool) -> String {
    while index < text.count, text[index] == " " { index += 1 }
    let start = index
    while index < text.count, isPart(text[index]) { index += 1 }
    return String(text[start..<index])
  }

  private mutating func readType() -> ValueType? {
    let word = readWord { $0.isLetter }
    if let simple = SignatureReader.simpleTypes[word] { return simple }
    guard take("(") else { return word.count == 1 ? .parameter(word) : nil }
    guard let first = readType() else { return nil }
    let second = take(",") ? readType() : nil
    guard take(")") else { return nil }
    switch (word, second) {
    case ("list", nil): return .list(first)
    case ("optional", nil): return .optional(first)
    case ("type", nil): return .type(first)
    case ("map", let value?): return .map(first, value)
    default: return nil
    }
  }

  private static let simpleTypes: [String: ValueType] = [
    "null": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
    "timestamp": .timestamp, "duration": .duration, "dyn": .dyn,
  ]
}
