/// Text that no file of the repository may hold: folders of one machine, and hosts that packages come from.
///
/// A clone must build wherever it lies, and from whatever mirror its owner uses. The addresses of Swift packages stand
/// in `Package.swift` alone.
enum BannedText {
  /// The entries are written in two halves, so that this file does not hold them.
  static let machinePaths = ["/wo~rk", "/ro~ot", "/ho~me/", "/Us~ers/", "/opt/sw~ift"].map(joined)
  static let packageHosts = [
    "deb.deb~ian.org", "archive.ub~untu.com", "py~pi.org", "pytho~nhosted.org", "npm~js.org", "npm~js.com",
    "cra~tes.io",
    "ghc~r.io", "dock~er.io", "qu~ay.io", "artif~actory", "jfr~og", "ne~xus", "sona~type", "index-~url",
  ].map(joined)

  /// What of it stands in a file.
  static func findings(in file: TextFile) -> [Finding] {
    let bytes = Array(file.text.utf8)
    return (machinePaths + packageHosts).flatMap { text in
      TextSearch.lines(of: text, in: bytes).map {
        Finding(path: file.path, line: $0, message: "`\(text)` is a name of one machine or of a package host")
      }
    }
  }

  private static func joined(_ halves: String) -> String { halves.split(separator: "~").joined() }
}
