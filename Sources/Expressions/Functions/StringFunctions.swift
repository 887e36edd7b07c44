/// The functions of strings. Source: cel-spec, `langdef.md`, and cel-go's `ext/strings.go`; places and lengths count
/// code points.
extension Builtin {
  func readString(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    for argument in arguments { try meter.charge(argument.shallowSize) }
    switch self {
    case .base64Encode, .base64Decode: return try base64(arguments)
    case .join: return try join(arguments, &meter)
    case .format:
      guard arguments.count == 2, case .string(let form) = arguments[0], case .list(let values) = arguments[1] else {
        return nil
      }
      return .string(try FormatText.format(form, values, &meter))
    default: break
    }
    guard case .string(let text)? = arguments.first else { return nil }
    switch arguments.count {
    case 1: return alone(text)
    case 2: return try pair(text, arguments[1], &meter)
    case 3: return try triple(text, arguments[1], arguments[2], &meter)
    case 4: return try replace(text, Array(arguments.dropFirst()), &meter)
    default: return nil
    }
  }

  private func alone(_ text: String) -> Value? {
    switch self {
    case .lowerAscii: .string(mapBytes(text) { (65...90).contains($0) ? $0 + 32 : $0 })
    case .upperAscii: .string(mapBytes(text) { (97...122).contains($0) ? $0 - 32 : $0 })
    case .trim: .string(trimmed(text))
    case .reverse: .string(string(text.unicodeScalars.reversed()))
    case .quote: .string(quoted(text))
    default: nil
    }
  }

  private func pair(_ text: String, _ argument: Value, _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    switch (self, argument) {
    case (.contains, .string(let part)): return .bool(Array(text.utf8).place(of: Array(part.utf8), from: 0) != nil)
    case (.startsWith, .string(let part)): return .bool(text.utf8.starts(with: part.utf8))
    case (.endsWith, .string(let part)): return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
    case (.matches, .string(let pattern)): return .bool(try matches(text, pattern, &meter))
    case (.charAt, .int(let place)): return .string(try character(of: text, at: place))
    case (.indexOf, .string(let part)): return .int(try firstPlace(of: part, in: text, from: 0))
    case (.lastIndexOf, .string(let part)): return .int(try lastPlace(of: part, in: text, upTo: nil))
    case (.split, .string(let separator)): return .list(split(text, separator, limit: -1))
    case (.substring, .int(let start)): return .string(try slice(text, from: start, to: nil))
    default: return nil
    }
  }

  private func triple(
    _ text: String, _ second: Value, _ third: Value, _ meter: inout CostMeter
  ) throws(EvaluationError) -> Value? {
    switch (self, second, third) {
    case (.indexOf, .string(let part), .int(let place)): return .int(try firstPlace(of: part, in: text, from: place))
    case (.lastIndexOf, .string(let part), .int(let place)):
      return .int(try lastPlace(of: part, in: text, upTo: place))
    case (.split, .string(let separator), .int(let limit)): return .list(split(text, separator, limit: limit))
    case (.substring, .int(let start), .int(let end)): return .string(try slice(text, from: start, to: end))
    case (.replace, _, _): return try replace(text, [second, third], &meter)
    default: return nil
    }
  }

  /// Compiling costs much more than reading the pattern does.
  private static let patternByteCost = 50

  private func matches(_ text: String, _ pattern: String, _ meter: inout CostMeter) throws(EvaluationError) -> Bool {
    try meter.charge(pattern.utf8.count * Builtin.patternByteCost)
    switch Pattern.compile(pattern) {
    case .success(let compiled): return compiled.matches(text)
    case .failure(let refusal): throw EvaluationError.invalidPattern(pattern, refusal)
    }
  }

  private func join(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    var separator = ""
    if arguments.count == 2, case .string(let given) = arguments[1] {
      separator = given
    } else if arguments.count != 1 {
      return nil
    }
    guard case .list(let list)? = arguments.first else { return nil }
    var result = ""
    for (index, element) in list.enumerated() {
      guard case .string(let text) = element else { return nil }
      try meter.charge(text.utf8.count + separator.utf8.count)
      result += index == 0 ? text : separator + text
    }
    return .string(result)
  }

  private func replace(
    _ text: String, _ arguments: [Value], _ meter: inout CostMeter
  ) throws(EvaluationError) -> Value? {
    guard self == .replace, case .string(let old) = arguments[0], case .string(let new) = arguments[1] else {
      return nil
    }
    var limit = Int64.max
    if arguments.count == 3 {
      guard case .int(let given) = arguments[2] else { return nil }
      limit = given < 0 ? .max : given
    }
    let source = Array(text.unicodeScalars)
    let wanted = Array(old.unicodeScalars)
    var result: [Unicode.Scalar] = []
    var index = 0
    while index <= source.count, limit > 0 {
      guard let place = source.place(of: wanted, from: index) else { break }
      try meter.charge(new.utf8.count)
      result += source[index..<place] + Array(new.unicodeScalars)
      limit -= 1
      index = place + wanted.count
      if wanted.isEmpty {
        if place < source.count { result.append(source[place]) }
        index = place + 1
      }
    }
    if index < source.count { result += source[index...] }
    return .string(string(result))
  }
}

extension EvaluationError {
  static func invalidPattern(_ pattern: String, _ refusal: Pattern.Refusal) -> EvaluationError {
    EvaluationError(.invalidPattern, "the regular expression `\(pattern.prefix(60))` is not valid: \(refusal.reason)")
  }
}

extension Array where Element: Equatable {
  /// The first place of a part, at or after a place; an empty part stands everywhere. Linear in both lengths.
  ///
  /// Source: Knuth, Morris and Pratt, "Fast Pattern Matching in Strings" (1977).
  func place(of part: [Element], from start: Int) -> Int? {
    guard start + part.count <= count else { return nil }
    if part.isEmpty { return start }
    // For each length of a match, the length of the longest shorter match that ends at the same place.
    var shorter = Array<Int>(repeating: 0, count: part.count)
    var length = 0
    for index in part.indices.dropFirst() {
      while length > 0, part[index] != part[length] { length = shorter[length - 1] }
      if part[index] == part[length] { length += 1 }
      shorter[index] = length
    }
    length = 0
    for index in start..<count {
      while length > 0, self[index] != part[length] { length = shorter[length - 1] }
      if self[index] == part[length] { length += 1 }
      if length == part.count { return index + 1 - length }
    }
    return nil
  }
}
