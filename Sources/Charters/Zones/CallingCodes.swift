/// Which countries a phone number may belong to, by its country calling code. Source: ITU-T E.164.
public struct CallingCodes: Sendable {
  private let countries: [String: [String]]

  /// The codes shipped with the program.
  public static let shipped = CallingCodes(EmbeddedFiles.text("calling-codes.yaml") ?? "")

  init(_ text: String) {
    let root = YAMLReader.read(text, file: "calling-codes.yaml", log: DiagnosticLog())
    countries = Dictionary(
      (root?.entries ?? []).compactMap { entry in entry.key.text.map { ($0, entry.value.names) } }
    ) { first, _ in first }
  }

  /// The countries of a number in international form, `+33…`; none where the code is unknown.
  public func countries(of phone: String) -> [String] {
    guard phone.hasPrefix("+") else { return [] }
    let digits = phone.dropFirst().filter { ("0"..."9").contains($0) }
    // Codes are prefix-free, so at most one of the lengths is one.
    for length in 1...3 {
      if let countries = countries[String(digits.prefix(length))] { return countries }
    }
    return []
  }
}
