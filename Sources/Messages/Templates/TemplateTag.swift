/// A tag of a template and where it stands: for the places of mistakes, and to refuse what is not let in before the
/// parser sees it.
struct TemplateTag {
  /// What stands between the braces.
  var content: String
  /// From 1.
  var line: Int
  /// In characters, from 1.
  var column: Int

  /// Braces included.
  var length: Int { content.contains("\n") ? 2 : content.count + 4 }

  /// The tags of a text, in order; the last one may never be closed.
  static func all(in text: String) -> [TemplateTag] {
    var tags: [TemplateTag] = []
    let characters = Array(text)
    var (index, line, column) = (0, 1, 1)
    func isAt(_ index: Int, _ sign: Character) -> Bool {
      index + 1 < characters.count && characters[index] == sign && characters[index + 1] == sign
    }
    while index < characters.count {
      if isAt(index, "{") {
        var end = index + 2
        while end < characters.count, !isAt(end, "}") { end += 1 }
        tags.append(
          TemplateTag(content: String(characters[index + 2..<min(end, characters.count)]), line: line, column: column))
        let after = min(end + 2, characters.count)
        for character in characters[index..<after] { advance(character, &line, &column) }
        index = after
      } else {
        advance(characters[index], &line, &column)
        index += 1
      }
    }
    return tags
  }

  private static func advance(_ character: Character, _ line: inout Int, _ column: inout Int) {
    if character.isNewline {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }

  /// Whether the tag is of a name.
  func mentions(_ name: String) -> Bool {
    let words = content.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == ".") }
    return words.contains { $0 == name }
  }

  /// What is wrong with the kind of the tag.
  var unsupported: TemplateFault? {
    guard let sign = content.first else { return nil }
    let advice: String
    switch sign {
    case "#", "^", "/": advice = "a text has no sections; give the block a `when`"
    case "{", "&": advice = "values are always escaped; write `{{name}}`"
    case ">", "<", "$": advice = "a fragment is written `{{name}}`, like a variable"
    case "=", "%": advice = "braces are the only marks of variables"
    default: return nil
    }
    return TemplateFault(code: "template.unsupported", message: advice, line: line, column: column, length: length)
  }
}
