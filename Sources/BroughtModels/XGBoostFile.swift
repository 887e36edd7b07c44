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
    var splitConditions: [Float]
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
}
