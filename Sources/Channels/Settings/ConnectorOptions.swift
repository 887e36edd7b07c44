import Yams

/// What is wrong with the file of connectors.
public struct ConnectorFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// `connectors.yaml`, `connectors.key`, `connectors.value`, `connectors.kind`, `connectors.secret`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// Where: from 1; 0: in the file as a whole.
  public var line: Int
  /// Where: from 1; 0: on the line as a whole.
  public var column: Int

  /// Makes a fault.
  public init(_ code: String, _ message: String, line: Int = 0, column: Int = 0) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
  }

  /// `12:3: message (code)`.
  public var description: String { line > 0 ? "\(line):\(column): \(message) (\(code))" : "\(message) (\(code))" }
}

/// What the file says of one connector: every key is asked for once, and those that nobody asked for are mistakes.
///
/// Mistakes are gathered, so that all of them are told at once; a value that is none of the asked kind counts as not given.
public struct ConnectorOptions {
  /// The channel of the charter that it serves.
  public let channel: String
  /// What was found wrong so far.
  public private(set) var faults: [ConnectorFault] = []
  private var nodes: [(key: Node, value: Node)]
  private let place: Mark?
  private let secrets: SecretSource

  init(channel: String, _ node: Node, secrets: SecretSource) {
    self.channel = channel
    self.secrets = secrets
    place = node.mark
    nodes = node.mapping.map { $0.map { ($0.key, $0.value) } } ?? []
    if node.mapping == nil {
      note("connectors.value", "`\(channel)` must be a list of settings, beginning with `connector:`", node.mark)
    }
  }

  /// A text.
  public mutating func text(_ key: String) -> String? { take(key) { $0.scalar?.string } }

  /// A text that must be there.
  public mutating func requiredText(_ key: String) -> String {
    if let text = text(key), !text.isEmpty { return text }
    note("connectors.key", "`\(channel)` needs `\(key)`", place)
    return ""
  }

  /// A number in a range.
  public mutating func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
    take(key, "a number from \(range.lowerBound) to \(range.upperBound)") { node in
      node.float.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A whole number in a range.
  public mutating func whole(_ key: String, in range: ClosedRange<Int>) -> Int? {
    take(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { node in
      node.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// Yes or no.
  public mutating func flag(_ key: String) -> Bool? { take(key, "true or false") { $0.bool } }

  /// A length of time in seconds, such as `90s`, `15m`, `24h`, `7d`.
  public mutating func seconds(_ key: String) -> Int64? {
    take(key, "a length of time such as 90s, 15m, 24h or 7d") { node in
      guard let text = node.scalar?.string, let unit = text.last, let count = Int64(text.dropLast()), count >= 0,
        let length = (["s": 1, "m": 60, "h": 3600, "d": 86_400] as [Character: Int64])[unit]
      else { return nil }
      let (seconds, isOverflow) = count.multipliedReportingOverflow(by: length)
      return isOverflow ? nil : seconds
    }
  }

  /// One of a few words.
  public mutating func word(_ key: String, of words: [String]) -> String? {
    take(key, "one of \(words.map { "`\($0)`" }.joined(separator: ", "))") { node in
      node.scalar.flatMap { words.contains($0.string) ? $0.string : nil }
    }
  }

  /// Texts.
  public mutating func texts(_ key: String) -> [String]? {
    take(key, "a list of texts") { node in
      node.sequence.flatMap { list in
        let texts = list.compactMap { $0.scalar?.string }
        return texts.count == list.count ? texts : nil
      }
    }
  }

  /// A secret: never written in the file itself, but named there: `env:NAME` or `file:PATH`.
  public mutating func secret(_ key: String) -> String? {
    guard let node = remove(key) else { return nil }
    let named = node.scalar?.string ?? ""
    do {
      return try secrets.read(named)
    } catch {
      note("connectors.secret", "`\(key)` of `\(channel)`: \(error.message)", node.mark)
      return nil
    }
  }

  /// Notes a mistake about a value that was read already.
  public mutating func refuse(_ key: String, _ message: String) {
    note("connectors.value", "`\(key)` of `\(channel)`: \(message)", place)
  }

  /// Notes every key that nobody asked for.
  mutating func finish() {
    for (key, _) in nodes {
      note("connectors.key", "`\(channel)` has no setting `\(key.scalar?.string ?? "?")`", key.mark)
    }
    nodes = []
  }

  private mutating func take<Value>(_ key: String, _ wanted: String = "a text", _ read: (Node) -> Value?) -> Value? {
    guard let node = remove(key) else { return nil }
    if let value = read(node) { return value }
    note("connectors.value", "`\(key)` of `\(channel)` must be \(wanted)", node.mark)
    return nil
  }

  private mutating func remove(_ key: String) -> Node? {
    guard let index = nodes.firstIndex(where: { $0.key.scalar?.string == key }) else { return nil }
    return nodes.remove(at: index).value
  }

  private mutating func note(_ code: String, _ message: String, _ mark: Mark?) {
    faults.append(ConnectorFault(code, message, line: mark?.line ?? 0, column: mark?.column ?? 0))
  }
}

/// Where secrets are read from.
public struct SecretSource: Sendable {
  private let variable: @Sendable (String) -> String?
  private let file: @Sendable (String) throws -> String

  /// Makes a source.
  /// - Parameters:
  ///   - variable: the value of an environment variable.
  ///   - file: the text of a file.
  public init(
    variable: @escaping @Sendable (String) -> String?, file: @escaping @Sendable (String) throws -> String
  ) {
    self.variable = variable
    self.file = file
  }

  func read(_ named: String) throws(ConnectorFault) -> String {
    if named.hasPrefix("env:") {
      let name = String(named.dropFirst(4))
      guard let value = variable(name), !value.isEmpty else {
        throw ConnectorFault("connectors.secret", "the environment has no `\(name)`")
      }
      return value
    }
    guard named.hasPrefix("file:") else {
      throw ConnectorFault("connectors.secret", "a secret is not written here: name it as `env:NAME` or `file:PATH`")
    }
    let path = String(named.dropFirst(5))
    let text: String
    do {
      text = try file(path)
    } catch {
      throw ConnectorFault("connectors.secret", "`\(path)` cannot be read")
    }
    var trimmed = text[...]
    while let last = trimmed.last, last.isNewline { trimmed.removeLast() }
    guard !trimmed.isEmpty else { throw ConnectorFault("connectors.secret", "`\(path)` is empty") }
    return String(trimmed)
  }
}
