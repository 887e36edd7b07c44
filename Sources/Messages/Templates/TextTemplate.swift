import Mustache

/// A text of an author with places for variables: parsed once, filled many times.
///
/// The language is Mustache, of which only variables, transforms and comments are let in: `{{first_name}}`,
/// `{{upper(city)}}`, `{{! a note }}`. Conditions belong to blocks, in CEL. What Mustache can do besides (sections,
/// partials, unescaped variables, other delimiters) is refused, so that a text can neither leave out escaping nor loop.
///
/// Source: mustache(5). The parser is that of the package swift-mustache; a text is rendered by it once, with marks in
/// place of variables, and the marks then become slots.
public struct TextTemplate: Hashable, Sendable {
  /// A piece of a text.
  public enum Part: Hashable, Sendable {
    /// As the author wrote it.
    case text(String)
    /// The value of a variable, by its position among the variables, changed by transforms from the inside out.
    case slot(variable: Int, transforms: [TextTransform])
  }

  /// The pieces, in order.
  public var parts: [Part]

  /// Makes a text of pieces.
  public init(parts: [Part] = []) { self.parts = parts }

  /// The variables in it, each once, in order.
  public var variables: [Int] {
    var found: [Int] = []
    for case .slot(let variable, _) in parts where !found.contains(variable) { found.append(variable) }
    return found
  }

  /// What its author wrote of it, without what customers bring.
  public var fixedText: String {
    parts.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
  }

  /// Whether nothing would be written whatever the customer.
  public var isEmpty: Bool { variables.isEmpty && fixedText.allSatisfy(\.isWhitespace) }
}

/// What a text may do to the value of a variable: `{{upper(city)}}`.
public enum TextTransform: String, CaseIterable, Sendable {
  /// All capital letters.
  case upper
  /// All small letters.
  case lower
  /// The first letter capital.
  case capital

  /// The changed text.
  public func apply(to text: String) -> String {
    switch self {
    case .upper: text.uppercased()
    case .lower: text.lowercased()
    case .capital: text.prefix(1).uppercased() + text.dropFirst()
    }
  }
}

/// A mistake in a template, with its place in the text.
public struct TemplateFault: Error, Hashable, Sendable {
  /// A stable code: `template.syntax`, `template.unsupported`, `template.transform`, `name.unknown`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// The line in the text, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int
  /// How many characters are meant.
  public var length: Int

  /// Makes a fault.
  public init(code: String, message: String, line: Int, column: Int, length: Int) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
    self.length = length
  }
}

/// What a name in a template stands for.
public enum TemplateName: Sendable {
  /// A variable, by its position.
  case variable(Int)
  /// A text that stands in many messages.
  case fragment(TextTemplate)
}

extension TextTemplate {
  /// The longest text of an author, in bytes.
  public static let bytesMax = 65_536

  /// What came of parsing a text.
  public struct Parsed: Sendable {
    /// The text; with faults what could be made of it.
    public var template: TextTemplate
    /// Every mistake.
    public var faults: [TemplateFault]
  }

  /// Parses a text.
  /// - Parameters:
  ///   - resolve: what a name stands for; nothing where nobody knows it.
  ///   - advice: what to add to the sentence about an unknown name, such as the nearest name that there is.
  public static func parse(
    _ text: String, resolve: (String) -> TemplateName?, advice: (String) -> String = { _ in "" }
  ) -> Parsed {
    var faults = limits(of: text)
    let tags = TemplateTag.all(in: text)
    faults += tags.compactMap(\.unsupported)
    guard faults.isEmpty else { return Parsed(template: TextTemplate(), faults: faults) }
    let mustache: MustacheTemplate
    do {
      mustache = try MustacheTemplate(string: text)
    } catch {
      return Parsed(template: TextTemplate(), faults: [syntaxFault(error, tags)])
    }
    let recorder = NameRecorder()
    let marked = mustache.render(recorder)
    var parts: [Part] = []
    for piece in pieces(of: marked, recorder.uses) {
      switch piece {
      case .text(let text): append(.text(text), to: &parts)
      case .use(let use):
        let tag = tags.first { $0.mentions(use.name) }
        switch resolve(use.name) {
        case .variable(let position)?:
          append(.slot(variable: position, transforms: use.transforms(tag, &faults)), to: &parts)
        case .fragment(let fragment)?:
          _ = use.transforms(tag, &faults)
          for part in fragment.parts { append(part, to: &parts) }
        case nil:
          faults.append(
            TemplateFault(
              code: "name.unknown", message: "there is no variable or fragment `\(use.name)`\(advice(use.name))",
              line: tag?.line ?? 1, column: tag?.column ?? 1, length: tag?.length ?? 1))
        }
      }
    }
    return Parsed(template: TextTemplate(parts: parts), faults: faults)
  }

  private static func limits(of text: String) -> [TemplateFault] {
    if text.utf8.count > bytesMax {
      return [
        TemplateFault(
          code: "template.too_long", message: "a text has at most \(bytesMax) bytes", line: 1, column: 1, length: 1)
      ]
    }
    // Marks are private characters, and control characters have no business in a message.
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      for (column, character) in line.enumerated() where !CharacterRules.isAllowed(character, inAuthorsText: true) {
        return [
          TemplateFault(
            code: "template.character", message: "a message cannot hold this character", line: number + 1,
            column: column + 1, length: 1)
        ]
      }
    }
    return []
  }

  private static func syntaxFault(_ error: any Error, _ tags: [TemplateTag]) -> TemplateFault {
    let parser = error as? MustacheTemplate.ParserError
    let message = "this is no variable: write `{{name}}` or `{{upper(name)}}`"
    return TemplateFault(
      code: "template.syntax", message: message, line: parser?.context.lineNumber ?? 1,
      column: max(1, parser?.context.columnNumber ?? 1), length: 1)
  }

  /// Adjoining texts are one.
  private static func append(_ part: Part, to parts: inout [Part]) {
    if case .text(let text) = part, case .text(let before)? = parts.last {
      parts[parts.count - 1] = .text(before + text)
    } else if part != .text("") {
      parts.append(part)
    }
  }

  private enum Piece {
    case text(String)
    case use(NameRecorder.Use)
  }

  /// Cuts what the parser rendered at the marks.
  private static func pieces(of marked: String, _ uses: [NameRecorder.Use]) -> [Piece] {
    var pieces: [Piece] = []
    var text = String.UnicodeScalarView()
    for scalar in marked.unicodeScalars {
      guard let use = NameRecorder.index(of: scalar), uses.indices.contains(use) else {
        text.append(scalar)
        continue
      }
      if !text.isEmpty { pieces.append(.text(String(text))) }
      text = String.UnicodeScalarView()
      pieces.append(.use(uses[use]))
    }
    if !text.isEmpty { pieces.append(.text(String(text))) }
    return pieces
  }
}

extension NameRecorder.Use {
  /// The transforms that were asked for; unknown ones are faults.
  fileprivate func transforms(_ tag: TemplateTag?, _ faults: inout [TemplateFault]) -> [TextTransform] {
    transforms.compactMap { name in
      if let transform = TextTransform(rawValue: name) { return transform }
      let known = TextTransform.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      faults.append(
        TemplateFault(
          code: "template.transform", message: "there is no transform `\(name)`; there is \(known)",
          line: tag?.line ?? 1, column: tag?.column ?? 1, length: tag?.length ?? 1))
      return nil
    }
  }
}
