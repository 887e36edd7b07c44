import Yams

/// Reads YAML into nodes that know their place, and refuses what a hostile file can do with anchors and depth.
enum YAMLReader {
  /// The most bytes of one file.
  static let fileBytesMax = 16 << 20
  /// The deepest nesting.
  static let depthMax = 64
  /// The most nodes of one file.
  static let nodesMax = 500_000

  /// The root of a file, or nothing after a report.
  static func read(_ text: String, file: String, log: DiagnosticLog) -> FileNode? {
    log.register(file, text: text)
    guard text.utf8.count <= fileBytesMax else {
      log.report("file.too_large", "the file is larger than \(fileBytesMax >> 20) MiB", file: file)
      return nil
    }
    // Aliases are refused before anything is composed: a bomb must not even be hashed.
    let signs = signs(text)
    if signs.hasAlias, let place = signs.anchors.min() {
      log.report(
        "yaml.alias", "anchors and aliases (`&name`, `*name`) are not allowed in a charter; write the value out",
        file: file, line: place.line, column: place.column)
      return nil
    }
    do {
      guard let root = try Yams.compose(yaml: text), !isNull(root) else {
        return FileNode(content: .mapping([]), file: file, line: 1, column: 1)
      }
      var count = 0
      return convert(root, file: file, depth: 0, anchors: signs.anchors, count: &count, log: log)
    } catch {
      report(error, file: file, log: log)
      return nil
    }
  }

  private static func convert(
    _ node: Node, file: String, depth: Int, isKey: Bool = false, anchors: Set<Place>, count: inout Int,
    log: DiagnosticLog
  ) -> FileNode? {
    let line = node.mark?.line ?? 1
    let column = node.mark?.column ?? 1
    func refuse(_ code: String, _ message: String) -> FileNode? {
      log.report(code, message, file: file, line: line, column: column)
      return nil
    }
    count += 1
    if count > nodesMax { return count == nodesMax + 1 ? refuse("file.too_large", "the file has too many parts") : nil }
    if depth > depthMax { return refuse("yaml.depth", "nesting is deeper than \(depthMax)") }
    if isTagged(node, isKey: isKey) {
      // Read on all the same, so that what is wrong is told once.
      log.report(
        "yaml.tag", "a word that begins with `!` is a YAML tag, which a charter does not have; put the text in quotes",
        file: file, line: line, column: column)
    }
    // A node with an anchor begins where the anchor stands. (Yams keeps the anchor itself as a weak reference only.)
    if anchors.contains(Place(line: line, column: column)) {
      log.report(
        "yaml.alias", "anchors (`&name`) are not allowed in a charter; write the value out", file: file, line: line,
        column: column)
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style != .plain && scalar.style != .any
      return FileNode(content: .scalar(scalar.string, isQuoted: isQuoted), file: file, line: line, column: column)
    case .mapping(let mapping):
      var entries: [(key: FileNode, value: FileNode)] = []
      for (key, value) in mapping {
        guard
          let key = convert(key, file: file, depth: depth + 1, isKey: true, anchors: anchors, count: &count, log: log),
          let value = convert(value, file: file, depth: depth + 1, anchors: anchors, count: &count, log: log)
        else { continue }
        entries.append((key, value))
      }
      return FileNode(content: .mapping(entries), file: file, line: line, column: column)
    case .sequence(let sequence):
      let items = sequence.compactMap {
        convert($0, file: file, depth: depth + 1, anchors: anchors, count: &count, log: log)
      }
      return FileNode(content: .sequence(items), file: file, line: line, column: column)
    case .alias:
      return refuse("yaml.alias", "aliases (`*name`) are not allowed in a charter; write the value out")
    }
  }

  /// Whether a node was written with a tag, such as `!name`.
  ///
  /// Comparing keys makes Yams fill in the tags that YAML implies, all of which share a prefix.
  private static func isTagged(_ node: Node, isKey: Bool) -> Bool {
    let implied = "tag:yaml.org,2002:"
    switch node {
    case .scalar(let scalar):
      let tag = scalar.tag.description
      if tag.isEmpty { return false }
      if isKey { return !tag.hasPrefix(implied) }
      // A text in quotes is a string by nature, and Yams says so.
      let isQuoted = scalar.style != .plain && scalar.style != .any
      return !(isQuoted && tag == implied + "str")
    case .mapping(let mapping):
      let tag = mapping.tag.description
      return !tag.isEmpty && !(isKey && tag.hasPrefix(implied))
    case .sequence(let sequence):
      let tag = sequence.tag.description
      return !tag.isEmpty && !(isKey && tag.hasPrefix(implied))
    case .alias: return false
    }
  }

  /// A place in a text, from 1; columns in characters.
  private struct Place: Hashable, Comparable {
    var line: Int
    var column: Int

    static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
  }

  /// Whether a file holds nothing but a word for nothing.
  private static func isNull(_ root: Node) -> Bool {
    guard case .scalar(let scalar) = root, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  /// Where anchors may stand outside comments, and whether there is an alias; either may turn out to be plain text.
  private static func signs(_ text: String) -> (anchors: Set<Place>, hasAlias: Bool) {
    var anchors: Set<Place> = []
    var hasAlias = false
    var line = 1
    var column = 1
    var previous: UInt8 = 10
    var isComment = false
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      let opens = [9, 10, 13, 32, 0x2C, 0x5B, 0x7B].contains(previous)
      if byte == 0x23, opens { isComment = true }
      if !isComment, opens, byte == 0x26 || byte == 0x2A, index + 1 < bytes.count, isNameByte(bytes[index + 1]) {
        if byte == 0x26 { anchors.insert(Place(line: line, column: column)) } else { hasAlias = true }
      }
      if byte == 10 {
        line += 1
        column = 0
        isComment = false
      }
      if byte & 0xC0 != 0x80 { column += 1 }
      previous = byte
    }
    return (anchors, hasAlias)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }

  private static func report(_ error: any Error, file: String, log: DiagnosticLog) {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      log.report("yaml.syntax", "this is not YAML: \(problem)", file: file, line: mark.line, column: mark.column)
    case YamlError.reader(let problem, _, _, _):
      log.report("yaml.syntax", "this is not text that YAML allows: \(problem)", file: file)
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
      log.report(
        "field.duplicate", "\(names) is given twice", file: file, line: context.mark.line, column: context.mark.column)
    default:
      log.report("yaml.syntax", "this is not YAML", file: file)
    }
  }
}
