/// Places in strings, in code points, and the texts made from them.
extension Builtin {
  func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  func mapBytes(_ text: String, _ change: (UInt8) -> UInt8) -> String {
    String(decoding: text.utf8.map(change), as: UTF8.self)
  }

  private func outOfRange(_ place: Int64) -> EvaluationError {
    EvaluationError(.indexOutOfRange, "index out of range: \(place)")
  }

  private func checked(_ place: Int64, upTo count: Int) throws(EvaluationError) -> Int {
    guard place >= 0, place <= count else { throw outOfRange(place) }
    return Int(place)
  }

  func character(of text: String, at place: Int64) throws(EvaluationError) -> String {
    let scalars = Array(text.unicodeScalars)
    let index = try checked(place, upTo: scalars.count)
    return index == scalars.count ? "" : string([scalars[index]])
  }

  func slice(_ text: String, from start: Int64, to end: Int64?) throws(EvaluationError) -> String {
    let scalars = Array(text.unicodeScalars)
    let first = try checked(start, upTo: scalars.count)
    let last = try checked(end ?? Int64(scalars.count), upTo: scalars.count)
    guard first <= last else {
      throw EvaluationError(.indexOutOfRange, "invalid substring range. start: \(first), end: \(last)")
    }
    return string(scalars[first..<last])
  }

  func firstPlace(of part: String, in text: String, from start: Int64) throws(EvaluationError) -> Int64 {
    let scalars = Array(text.unicodeScalars)
    let start = try checked(start, upTo: scalars.count)
    return scalars.place(of: Array(part.unicodeScalars), from: start).map { Int64($0) } ?? -1
  }

  func lastPlace(of part: String, in text: String, upTo end: Int64?) throws(EvaluationError) -> Int64 {
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(part.unicodeScalars)
    let end = try checked(end ?? Int64(scalars.count), upTo: scalars.count)
    // The last place forwards is the first one backwards.
    let reachable = Array(scalars.prefix(end + wanted.count).reversed())
    let place = reachable.place(of: wanted.reversed(), from: 0)
    return place.map { Int64(reachable.count - wanted.count - $0) } ?? -1
  }

  /// The parts between separators, the last one with all the rest when there are more than `limit`.
  func split(_ text: String, _ separator: String, limit: Int64) -> [Value] {
    if limit == 0 { return [] }
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(separator.unicodeScalars)
    let limit = limit < 0 ? Int64.max : limit
    var parts: [Value] = []
    var index = 0
    if wanted.isEmpty {
      while index < scalars.count, parts.count < limit - 1 {
        parts.append(.string(string([scalars[index]])))
        index += 1
      }
      if index < scalars.count || parts.isEmpty && !scalars.isEmpty { parts.append(.string(string(scalars[index...]))) }
      return parts
    }
    while parts.count < limit - 1, let place = scalars.place(of: wanted, from: index) {
      parts.append(.string(string(scalars[index..<place])))
      index = place + wanted.count
    }
    parts.append(.string(string(scalars[index...])))
    return parts
  }

  /// Without the white space of Unicode at both ends.
  func trimmed(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return string(scalars[first...last])
  }

  /// In double quotes, with the escapes of the language.
  func quoted(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = [
      "\u{7}": "\\a", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{B}": "\\v",
      "\\": "\\\\", "\"": "\\\"",
    ]
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] { result += escape } else { result.unicodeScalars.append(scalar) }
    }
    return result + "\""
  }
}
