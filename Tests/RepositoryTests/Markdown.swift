import Foundation

/// What the checks of documents read in a Markdown file: headings, links, and fenced blocks.
struct Markdown {
  /// A link and its line.
  struct Link: Equatable {
    var target: String
    var line: Int
  }

  /// A fenced block: its language, and its lines with the number of the first.
  struct Block {
    var language: String
    var firstLine: Int
    var lines: [String]
  }

  private(set) var anchors: Set<String> = []
  private(set) var links: [Link] = []
  private(set) var blocks: [Block] = []

  init(_ text: String) {
    var slugCounts: [String: Int] = [:]
    var block: Block?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.hasPrefix("```") {
        if let open = block {
          blocks.append(open)
          block = nil
        } else {
          block = Block(language: String(trimmed.dropFirst(3)), firstLine: index + 2, lines: [])
        }
      } else if block != nil {
        block?.lines.append(String(line))
      } else {
        let prose = Markdown.withoutCode(String(line))
        if let heading = Markdown.heading(String(line)) {
          let slug = Markdown.slug(heading)
          let count = slugCounts[slug, default: 0]
          slugCounts[slug] = count + 1
          anchors.insert(count == 0 ? slug : "\(slug)-\(count)")
        }
        links += Markdown.targets(prose).map { Link(target: $0, line: index + 1) }
      }
    }
    if let block { blocks.append(block) }
  }

  /// The anchor of a heading: lower case, spaces as hyphens, punctuation left out.
  ///
  /// Source: the anchors that GitHub gives headings.
  static func slug(_ heading: String) -> String {
    String(
      heading.lowercased().compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "-" || character == "_" ? character : nil
      })
  }

  private static func heading(_ line: String) -> String? {
    let marks = line.prefix { $0 == "#" }.count
    guard (1...6).contains(marks), line.dropFirst(marks).first == " " else { return nil }
    return line.dropFirst(marks).trimmingCharacters(in: .whitespaces)
  }

  /// The line with the text between backticks left out.
  private static func withoutCode(_ line: String) -> String {
    line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }.joined(separator: "`")
  }

  /// Targets of `[text](target)`, with or without a title, and of `[name]: target`.
  private static func targets(_ line: String) -> [String] {
    var targets: [String] = []
    var rest = line[...]
    while let open = rest.range(of: "](") {
      rest = rest[open.upperBound...]
      guard let close = rest.firstIndex(of: ")") else { break }
      let target = rest[..<close].split(separator: " ").first.map(String.init) ?? ""
      targets.append(target.trimmingCharacters(in: ["<", ">"]))
      rest = rest[close...]
    }
    if line.hasPrefix("["), let colon = line.range(of: "]: ") {
      targets.append(line[colon.upperBound...].trimmingCharacters(in: .whitespaces))
    }
    return targets
  }
}

/// Links inside the repository.
enum DocumentLinks {
  /// The links of a document that lead nowhere. Links to the web are left alone: tests use no network.
  ///
  /// - Parameters:
  ///   - file: the document.
  ///   - exists: whether a path from the root leads to a file or folder.
  ///   - read: the document at a path from the root.
  static func findings(
    in file: TextFile, exists: (String) -> Bool = Repository.exists, read: (String) -> TextFile? = Repository.file
  ) -> [Finding] {
    let markdown = Markdown(file.text)
    return markdown.links.compactMap { link in
      guard !link.target.contains("://"), !link.target.hasPrefix("mailto:") else { return nil }
      func finding(_ message: String) -> Finding { Finding(path: file.path, line: link.line, message: message) }
      let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let target = parts.first.map(String.init)?.removingPercentEncoding ?? ""
      guard let path = target.isEmpty ? file.path : resolve(target, from: file.path) else {
        return finding("`\(link.target)` leads out of the repository")
      }
      guard exists(path) else { return finding("`\(link.target)` leads nowhere") }
      guard parts.count == 2, path.hasSuffix(".md") else { return nil }
      let anchors = path == file.path ? markdown.anchors : read(path).map { Markdown($0.text).anchors } ?? []
      if anchors.contains(String(parts[1])) { return nil }
      return finding("`\(link.target)`: there is no such heading")
    }
  }

  /// A relative target as a path from the root; nothing when it leads out.
  private static func resolve(_ target: String, from path: String) -> String? {
    guard !target.hasPrefix("/") else { return nil }
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") where part != "." {
      if part == ".." {
        if parts.popLast() == nil { return nil }
      } else {
        parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}
