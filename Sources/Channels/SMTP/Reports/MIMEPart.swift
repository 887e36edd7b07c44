/// A mail, or a part of one, as far as reports need it: headers, and a body that is text, parts or another mail (RFC
/// 2045, RFC 2046).
///
/// Whoever likes may send us one, so everything is bounded: bytes, headers, parts, and how deep parts lie in parts.
/// What is beyond a bound is left out; nothing is refused, nothing is decoded twice.
struct MIMEPart {
  /// The most bytes of a mail that are looked at.
  static let bytesMax = 1 << 20
  /// The most parts that are looked at, at all depths together.
  static let partsMax = 64
  /// How deep parts are looked for in parts.
  static let depthMax = 4
  private static let headersMax = 512
  private static let valueBytesMax = 8_192

  /// Names in small letters, values without their folds.
  let headers: [(name: String, value: String)]
  let body: ArraySlice<UInt8>

  /// Reads a mail; what is no header ends the headers.
  init(_ bytes: ArraySlice<UInt8>) {
    var lines = Lines(bytes.prefix(Self.bytesMax))
    (headers, _) = MIMEPart.headers(&lines)
    body = lines.rest
  }

  /// The value of the first header of a name, which is in small letters.
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The type, such as `multipart/report`, in small letters; `text/plain` where there is none.
  var type: String {
    let value = header("content-type") ?? "text/plain"
    let type = value.prefix { $0 != ";" }.lowercased()
    return type.split(whereSeparator: \.isWhitespace).joined()
  }

  /// This part and all parts in it, outer ones first.
  var all: [MIMEPart] {
    var found: [MIMEPart] = []
    var pending: [(part: MIMEPart, depth: Int)] = [(self, 0)]
    while let (part, depth) = pending.popLast(), found.count < Self.partsMax {
      found.append(part)
      if depth < Self.depthMax { pending += part.parts.reversed().map { ($0, depth + 1) } }
    }
    return found
  }

  /// The parts of a `multipart/…`.
  private var parts: [MIMEPart] {
    guard type.hasPrefix("multipart/"), let boundary = parameter("boundary"), (1...200).contains(boundary.utf8.count)
    else { return [] }
    let delimiter = Array("--\(boundary)".utf8)
    var lines = Lines(body)
    var parts: [MIMEPart] = []
    var start: Int?
    while parts.count < Self.partsMax {
      let before = lines.rest.startIndex
      let line = lines.next()
      if let line, !line.starts(with: delimiter) { continue }
      if let start { parts.append(MIMEPart(body[start..<max(start, before)])) }
      guard let line, !line.dropFirst(delimiter.count).starts(with: [0x2D, 0x2D]) else { break }
      start = lines.rest.startIndex
    }
    return parts
  }

  /// A parameter of the type, with or without quotes.
  func parameter(_ name: String) -> String? {
    guard let value = header("content-type") else { return nil }
    for field in value.split(separator: ";").dropFirst() {
      let sides = field.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, sides[0].filter({ !$0.isWhitespace }).lowercased() == name else { continue }
      let text = sides[1].drop { $0 == " " || $0 == "\t" }
      return text.first == "\"" ? String(text.dropFirst().prefix { $0 != "\"" }) : String(text.prefix { $0 != " " })
    }
    return nil
  }

  /// The groups of fields of a report's body, parted by empty lines.
  var groups: [[(name: String, value: String)]] {
    var lines = Lines(body)
    var groups: [[(name: String, value: String)]] = []
    while !lines.rest.isEmpty, groups.count < Self.partsMax {
      let (fields, isEmpty) = MIMEPart.headers(&lines)
      if !fields.isEmpty { groups.append(fields) } else if !isEmpty { break }
    }
    return groups
  }

  /// Reads headers up to an empty line, or the end.
  private static func headers(_ lines: inout Lines) -> (headers: [(name: String, value: String)], isEnded: Bool) {
    var headers: [(name: String, value: String)] = []
    while let line = lines.next() {
      guard let first = line.first else { return (headers, true) }
      let text = String(decoding: line.prefix(valueBytesMax), as: UTF8.self)
      if first == 32 || first == 9 {
        if let last = headers.indices.last, headers[last].value.utf8.count < valueBytesMax {
          headers[last].value += " " + text.drop { $0 == " " || $0 == "\t" }
        }
        continue
      }
      guard let colon = text.firstIndex(of: ":"), headers.count < headersMax else { continue }
      let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append((text[..<colon].lowercased(), String(value)))
    }
    return (headers, false)
  }

  /// Lines without their ends, which are LF or CR LF.
  private struct Lines {
    var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
      guard !rest.isEmpty else { return nil }
      let end = rest.firstIndex(of: 10) ?? rest.endIndex
      var line = rest[rest.startIndex..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      if line.last == 13 { line.removeLast() }
      return line
    }
  }
}
