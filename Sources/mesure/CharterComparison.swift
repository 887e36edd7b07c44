import Charters
import Journeys

/// What another version of a charter would change, in brief.
struct CharterComparison {
  private let difference: CharterDifference
  private let migrations: [StageMigration]
  private let content: ContentComparison

  /// Compares the version in force with another.
  init(from old: [SourceFile], _ oldLoaded: LoadedCharter, to new: [SourceFile], _ newLoaded: LoadedCharter) {
    difference = CharterDifference(from: old, to: new)
    migrations = StageMigration.all(from: oldLoaded.always, to: newLoaded.always)
    content = ContentComparison(from: oldLoaded, to: newLoaded)
  }

  /// One line a part that differs, then where customers in journeys go.
  var lines: [String] {
    var lines = difference.parts.map { part in
      let fields =
        part.change == .changed ? ": " + part.fields.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ") : ""
      return "\(part.change.rawValue)  \(part.kind) \(part.name)\(fields == ": " ? "" : fields)"
    }
    if lines.isEmpty { lines = ["no differences"] }
    lines += content.lines
    guard !migrations.isEmpty else { return lines }
    lines.append("customers in journeys:")
    for migration in migrations {
      let fate: String
      switch migration.fate {
      case .kept: fate = "stay"
      case .moved(let stage): fate = "go to `\(stage)`, by its rule"
      case .ended: fate = "leave the journey, by its rule"
      case .lost: fate = "are LOST from the journey: no rule under `migrate` says where they go"
      }
      lines.append("  \(migration.journey)/\(migration.stage): \(fate)")
    }
    let lost = migrations.count { $0.fate == .lost }
    if lost > 0 { lines.append("\(lost) of \(migrations.count) stages lose their customers") }
    return lines
  }
}
