/// The body of a one-click unsubscription (RFC 8058, section 3.1).
enum OneClick {
  static let name = "List-Unsubscribe"
  static let value = "One-Click"

  /// Whether a body says so: the pair as a form, or as the one part of `multipart/form-data`.
  static func isAsked(_ body: [UInt8]) -> Bool {
    guard let text = String(validating: body, as: UTF8.self) else { return false }
    if let pairs = PercentText.query(text.withoutLineEnd[...]),
      pairs.contains(where: { $0.name == name && $0.value == value })
    {
      return true
    }
    // A part: its head, an empty line, its value, a line that begins with the boundary.
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    guard let boundary = lines.first, boundary.hasPrefix("--"), let empty = lines.firstIndex(of: ""),
      empty + 2 < lines.count
    else { return false }
    let isNamed = lines[1..<empty].contains {
      $0.lowercased().hasPrefix("content-disposition:") && $0.contains("name=\"\(name)\"")
    }
    return isNamed && lines[empty + 1] == value && lines[empty + 2].hasPrefix(boundary)
  }
}

extension String {
  /// Without the line's end that some senders put behind a form.
  fileprivate var withoutLineEnd: String {
    var text = self
    while let last = text.last, last.isNewline { text.removeLast() }
    return text
  }
}
