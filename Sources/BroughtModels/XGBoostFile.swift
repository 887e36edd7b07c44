/// The JSON of a saved model, as far as predicting needs it. Source: "Introduction to Model IO" and doc/model.schema of
/// XGBoost 1.7; what later versions add is left aside.
struct XGBoostFile: Decodable {
  struct Learner: Decodable {
    var featureNames: [String]?
    var gradientBooster: Booster
    var learnerModelParam: Parameters
    var objective: Objective
  }

  struct Parameters: Decodable {
    var baseScore: String
    var numClass: String
    var numFeature: String
    var numTarget: String?
  }

  struct Objective: Decodable {
    var name: String
  }

  /// `gbtree` has a model; `dart` has a `gbtree` that has one, and a weight for each of its trees.
  struct Booster: Decodable {
    struct Inner: Decodable {
      var model: Forest
    }
    var name: String
    var model: Forest?
    var gbtree: Inner?
    var weightDrop: [Float]?
  }

  struct Forest: Decodable {
    struct Parameters: Decodable {
      var numParallelTree: String
      var numTrees: String
    }
    var gbtreeModelParam: Parameters
    var treeInfo: [Int]
    var trees: [Tree]
  }

  struct Tree: Decodable {
    var defaultLeft: [Flag]
    var leftChildren: [Int]
    var rightChildren: [Int]
    /// Nothing where the file has no finite number.
    var splitConditions: [Float?]
    var splitIndices: [Int]
    var splitType: [Int]?
  }

  /// Written as 0 and 1, or by earlier versions as false and true.
  struct Flag: Decodable {
    var isSet: Bool

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        isSet = flag
      } else {
        isSet = try container.decode(Int.self) != 0
      }
    }
  }

  var learner: Learner

  /// The file's bytes with `null` for `NaN` and `Infinity`, which XGBoost writes and JSON does not have.
  ///
  /// Foundation would read them itself, as JSON5, but crashes on some damaged numbers then.
  static func strict(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var isText = false
    var isEscaped = false
    var skipped = 0
    let source = Array(text.utf8)
    for (index, byte) in source.enumerated() {
      if skipped > 0 {
        skipped -= 1
      } else if isText {
        bytes.append(byte)
        if byte == UInt8(ascii: "\""), !isEscaped { isText = false }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      } else if starts.contains(byte), let word = notNumbers.first(where: { source[index...].starts(with: $0) }) {
        bytes += Array("null".utf8)
        skipped = word.count - 1
      } else {
        isText = byte == UInt8(ascii: "\"")
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static let notNumbers = ["NaN", "-NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }
  private static let starts = Array("NI-".utf8)
}
