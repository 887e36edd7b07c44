import Foundation

/// Swift source as the checks read it: code without comments and without the text of literals.
///
/// Blanked bytes become spaces, so that lines and columns stay. Code inside `\(…)` stays too. Regular expression
/// literals are not known; none of the checks needs them.
struct SwiftText {
  /// The source with comments and literals blanked, as UTF-8.
  private(set) var code: [UInt8] = []
  private let source: [UInt8]
  private var index = 0

  init(_ text: String) {
    source = Array(text.utf8)
    code.reserveCapacity(source.count)
    readCode(untilParenthesis: false)
  }

  /// The numbers of the lines on which a piece of code stands. Where it begins or ends like a word, it must be one.
  func lines(of pattern: String) -> [Int] { TextSearch.lines(of: pattern, in: code) }

  /// The words of the code, with their lines; separators are spaces, ends of lines and semicolons.
  var words: [(text: String, line: Int)] {
    var words: [(String, Int)] = []
    for (number, line) in code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      for word in line.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ";") || $0 == 9 }) {
        words.append((String(decoding: word, as: UTF8.self), number + 1))
      }
    }
    return words
  }

  private func at(_ offset: Int) -> UInt8 { index + offset < source.count ? source[index + offset] : 0 }

  private func startsWith(_ text: String) -> Bool {
    text.utf8.enumerated().allSatisfy { at($0.offset) == $0.element }
  }

  private mutating func keep() {
    code.append(source[index])
    index += 1
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where index < source.count {
      code.append(source[index] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
      index += 1
    }
  }

  private mutating func readCode(untilParenthesis: Bool) {
    var depth = 0
    while index < source.count {
      if startsWith("//") {
        while index < source.count, at(0) != UInt8(ascii: "\n") { blank() }
      } else if startsWith("/*") {
        blankComment()
      } else if let pounds = poundsBeforeQuote() {
        blankLiteral(pounds: pounds)
      } else {
        if at(0) == UInt8(ascii: "(") { depth += 1 }
        if at(0) == UInt8(ascii: ")") {
          depth -= 1
          if untilParenthesis, depth < 0 { return }
        }
        keep()
      }
    }
  }

  /// Comments nest in Swift.
  private mutating func blankComment() {
    var depth = 0
    repeat {
      if startsWith("/*") {
        depth += 1
        blank(2)
      } else if startsWith("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && index < source.count
  }

  /// How many `#` stand before a literal that begins here; nothing when none does.
  private func poundsBeforeQuote() -> Int? {
    var pounds = 0
    while at(pounds) == UInt8(ascii: "#") { pounds += 1 }
    return at(pounds) == UInt8(ascii: "\"") ? pounds : nil
  }

  private mutating func blankLiteral(pounds: Int) {
    let fence = String(repeating: "#", count: pounds)
    blank(pounds)
    let isLong = startsWith("\"\"\"")
    let end = (isLong ? "\"\"\"" : "\"") + fence
    blank(isLong ? 3 : 1)
    while index < source.count {
      if startsWith(end) { return blank(end.utf8.count) }
      if !isLong, at(0) == UInt8(ascii: "\n") { return }
      if startsWith("\\" + fence + "(") {
        blank(2 + pounds)
        readCode(untilParenthesis: true)
        blank()
      } else if startsWith("\\" + fence) {
        blank(2 + pounds)
      } else {
        blank()
      }
    }
  }
}

/// Finds words and paths in bytes.
enum TextSearch {
  /// The numbers of the lines on which a pattern stands, one entry an occurrence.
  ///
  /// A pattern that begins or ends with a letter, digit or `_` must begin or end a word there. One that begins with
  /// `/` must begin a path.
  static func lines(of pattern: String, in text: [UInt8]) -> [Int] {
    let pattern = Array(pattern.utf8)
    guard let first = pattern.first, let last = pattern.last, text.count >= pattern.count else { return [] }
    var lines: [Int] = []
    var line = 1
    var counted = 0
    var start = 0
    while let found = offset(of: pattern, in: text, from: start) {
      let end = found + pattern.count
      start = found + 1
      if found > 0, isInside(before: text[found - 1], first) { continue }
      if end < text.count, isWord(last), isWord(text[end]) { continue }
      line += text[counted..<found].count { $0 == UInt8(ascii: "\n") }
      counted = found
      lines.append(line)
    }
    return lines
  }

  private static func offset(of pattern: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    text.withUnsafeBytes { text -> Int? in
      guard let base = text.baseAddress, let first = pattern.first else { return nil }
      var start = start
      while start + pattern.count <= text.count {
        guard let place = memchr(base + start, Int32(first), text.count - start) else { return nil }
        let found = UnsafeRawPointer(place) - base
        guard found + pattern.count <= text.count else { return nil }
        if memcmp(place, pattern, pattern.count) == 0 { return found }
        start = found + 1
      }
      return nil
    }
  }

  /// Whether the byte before an occurrence makes it part of a longer word or path.
  private static func isInside(before: UInt8, _ first: UInt8) -> Bool {
    if first == UInt8(ascii: "/") { return isWord(before) || ".-~}/)".utf8.contains(before) }
    return isWord(first) && isWord(before)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: byte >= 0x80
    }
  }
}
