/// A flat YAML file of settings, such as the server's: a mapping from names to plain values.
///
/// It is read with the same limits, and its mistakes are shown in the same way, as the files of a charter.
public struct SettingsFile: Sendable {
  /// One line of the file.
  public struct Entry: Hashable, Sendable {
    /// The setting's name.
    public var name: String
    /// Its value as written.
    public var text: String
    /// Where the value stands: `file:line:column`.
    public var place: String
  }

  /// The settings, in the order of the file; those without a value are left out.
  public var entries: [Entry] = []

  /// Reads a file.
  /// - Parameters:
  ///   - text: what it holds.
  ///   - file: what to call it in messages.
  ///   - names: every setting there is; other names are mistakes.
  /// - Throws: ``CharterFaults`` with everything that is wrong.
  public init(_ text: String, file: String, names: [String]) throws(CharterFaults) {
    let log = DiagnosticLog()
    if let root = YAMLReader.read(text, file: file, log: log) {
      let fields = names.map { Field($0, .text, "") }
      ShapeCheck(log: log).check(root, .object(ObjectShape(noun: "a settings file", fields: fields)))
      for (key, value) in root.entries where !value.isNull {
        // What is no plain value has been reported.
        guard let name = key.text, names.contains(name), let text = value.text else { continue }
        entries.append(Entry(name: name, text: text, place: "\(file):\(value.line):\(value.column)"))
      }
    }
    if log.hasErrors { throw CharterFaults(diagnostics: log.sorted) }
  }
}
