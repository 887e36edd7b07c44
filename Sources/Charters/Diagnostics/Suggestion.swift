/// "Did you mean …?"
enum Suggestion {
  /// The longest text that may be a mistyped name, in bytes.
  static let lengthMax = 128

  /// The known name nearest to a mistyped one, quoted for a sentence, or nothing when none is near.
  static func phrase(for name: String, among known: some Sequence<String>) -> String {
    // Names have at most 64 characters; comparing a longer text with each of them would only take time.
    guard name.utf8.count <= lengthMax else { return "" }
    let letters = Array(name)
    let distanceMax = max(1, letters.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in known.sorted() where abs(candidate.count - letters.count) <= distanceMax {
      let distance = editDistance(letters, Array(candidate))
      if distance <= distanceMax, distance < (best?.distance ?? .max) { best = (distance, candidate) }
    }
    return best.map { "; did you mean `\($0.name)`?" } ?? ""
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    for i in 1...a.count {
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
        }
      }
    }
    return rows[a.count][b.count]
  }
}
