import HTTPTypes

/// Finds the route of a request. A segment that is written out goes before a name in braces.
struct RouteTable: Sendable {
  /// What was found.
  enum Found {
    /// The number of the route, and the values of its names.
    case route(Int, parameters: [String: String])
    /// There is such a path, for other methods only.
    case otherMethods([HTTPRequest.Method])
    /// There is no such path.
    case nothing
    /// The path is no text, once percent signs are resolved.
    case malformed
  }

  private struct Way: Sendable {
    var method: HTTPRequest.Method
    var route: Int
  }

  private struct Pattern: Sendable {
    var segments: [Segment]
    var ways: [Way]
  }

  private enum Segment: Hashable, Sendable {
    case fixed(String)
    case name(String)
  }

  /// Every route, in the order given.
  let routes: [Route]
  /// Paths without names.
  private var fixed: [String: [Way]] = [:]
  /// Paths with names, by how many segments they have; those with the earliest fixed segments first.
  private var patterns: [Int: [Pattern]] = [:]

  init(_ routes: [Route]) {
    self.routes = routes
    for (index, route) in routes.enumerated() {
      let way = Way(method: route.method, route: index)
      guard route.path.contains("{") else {
        fixed[route.path, default: []].append(way)
        continue
      }
      let segments = RouteTable.segments(route.path).map { segment in
        segment.hasPrefix("{") ? Segment.name(String(segment.dropFirst().dropLast())) : .fixed(String(segment))
      }
      if let place = patterns[segments.count]?.firstIndex(where: { $0.segments == segments }) {
        patterns[segments.count]?[place].ways.append(way)
      } else {
        patterns[segments.count, default: []].append(Pattern(segments: segments, ways: [way]))
      }
    }
    for count in patterns.keys {
      patterns[count]?.sort { a, b in
        RouteTable.rank(a.segments).lexicographicallyPrecedes(RouteTable.rank(b.segments))
      }
    }
  }

  /// Finds the route of a path as it came, without its query.
  func find(_ method: HTTPRequest.Method, path: Substring) -> Found {
    // A path that is written out for other methods may still be named: `batch` may be somebody's identifier.
    var methods: [HTTPRequest.Method] = []
    if let ways = fixed[String(path)] {
      switch RouteTable.choose(ways, method, [:]) {
      case .otherMethods(let others): methods = others
      case let found: return found
      }
    }
    guard path.hasPrefix("/") else { return .nothing }
    var segments: [String] = []
    for segment in RouteTable.segments(path) {
      guard let text = PercentText.resolve(segment) else { return .malformed }
      segments.append(text)
    }
    if methods.isEmpty, let ways = fixed["/" + segments.joined(separator: "/")], !path.contains("%2F"),
      !path.contains("%2f")
    {
      switch RouteTable.choose(ways, method, [:]) {
      case .otherMethods(let others): methods = others
      case let found: return found
      }
    }
    for pattern in patterns[segments.count] ?? [] {
      guard let parameters = RouteTable.match(pattern.segments, segments) else { continue }
      switch RouteTable.choose(pattern.ways, method, parameters) {
      case .otherMethods(let others): methods += others
      case let found: return found
      }
    }
    return methods.isEmpty ? .nothing : .otherMethods(methods)
  }

  /// Whether programs of browsers and apps post to a path.
  func isForTrackers(path: Substring) -> Bool {
    [HTTPRequest.Method.post, .get].contains { method in
      if case .route(let index, _) = find(method, path: path) { return routes[index].isForTrackers }
      return false
    }
  }

  private static func choose(_ ways: [Way], _ method: HTTPRequest.Method, _ parameters: [String: String]) -> Found {
    // Where there is no answer to HEAD, it is that to GET without its body (RFC 9110, 9.3.2).
    for way in ways where way.method == method { return .route(way.route, parameters: parameters) }
    if method == .head, let way = ways.first(where: { $0.method == .get }) {
      return .route(way.route, parameters: parameters)
    }
    return .otherMethods(ways.map(\.method))
  }

  private static func match(_ pattern: [Segment], _ segments: [String]) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (wanted, segment) in zip(pattern, segments) {
      switch wanted {
      case .fixed(let text): if text != segment { return nil }
      case .name(let name):
        if segment.isEmpty { return nil }
        parameters[name] = segment
      }
    }
    return parameters
  }

  private static func segments(_ path: some StringProtocol) -> [Substring] {
    Substring(path).dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func rank(_ segments: [Segment]) -> [Int] {
    segments.map { if case .fixed = $0 { 0 } else { 1 } }
  }
}

/// Text in a URI (RFC 3986, 2.1).
enum PercentText {
  /// The text with its percent signs resolved; nothing when one is not followed by two digits, or it is not UTF-8.
  /// - Parameter plusIsSpace: as in the query of a form.
  static func resolve(_ text: Substring, plusIsSpace: Bool = false) -> String? {
    let plus = UInt8(ascii: "+")
    let percent = UInt8(ascii: "%")
    if !text.utf8.contains(where: { $0 == percent || (plusIsSpace && $0 == plus) }) { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == plus && plusIsSpace {
        bytes.append(UInt8(ascii: " "))
      } else if byte != percent {
        bytes.append(byte)
      } else {
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The names and values of a query, in order; nothing when one cannot be resolved.
  static func query(_ text: Substring) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for part in text.split(separator: "&") {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = resolve(halves[0], plusIsSpace: true),
        let value = halves.count > 1 ? resolve(halves[1], plusIsSpace: true) : ""
      else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
