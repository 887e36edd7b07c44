/// Forms that have a name of their own in the document.
enum SchemaName: String, CaseIterable, Sendable {
  case error = "Error"
  case customer = "Customer"
  case decisionQuestion = "DecisionQuestion"
  case decisionAnswer = "DecisionAnswer"
  case choice = "Choice"
  case fate = "Fate"
  case decisionResult = "DecisionResult"
  case outcome = "Outcome"
  case outcomeResult = "OutcomeResult"
  case explanation = "Explanation"
  case patch = "CustomerPatch"
  case consent = "Consent"
  case address = "Address"
  case profile = "Profile"
  case contact = "Contact"
  case profileContact = "ProfileContact"
  case event = "Event"
  case entry = "Entry"
  case told = "Told"
  case files = "CharterFiles"
  case charter = "Charter"
  case activation = "Activation"
  case diagnostic = "Diagnostic"
  case charterFaults = "CharterFaults"
  case charterCheck = "CharterCheck"
  case charterDifference = "CharterDifference"
  case rollout = "Rollout"
  case experiment = "Experiment"
  case experimentReport = "ExperimentReport"
  case stop = "Stop"
  case key = "Key"
  case message = "Message"
  case trackedCall = "TrackedCall"
  case trackedBatch = "TrackedBatch"
  case cloudEvent = "CloudEvent"

  /// The form.
  var schema: Schema {
    switch self {
    case .error: .error
    case .customer: .customer
    case .decisionQuestion: .decisionQuestion
    case .decisionAnswer: .decisionAnswer
    case .choice: .choice
    case .fate: .fate
    case .decisionResult: .either(.named(.decisionAnswer), .object(["error": .named(.error)]))
    case .outcome: .outcome
    case .outcomeResult: .either(.object(["moved": .whole(min: 0)]), .object(["error": .named(.error)]))
    case .explanation: .explanation
    case .patch: .patch
    case .consent: .consent
    case .address: .address
    case .profile: .profile
    case .contact: .contact
    case .profileContact: .profileContact
    case .event: .event
    case .entry: .entry
    case .told: .told
    case .files: .files
    case .charter: .charter
    case .activation: .activation
    case .diagnostic: .diagnostic
    case .charterFaults: .charterFaults
    case .charterCheck: .charterCheck
    case .charterDifference: .charterDifference
    case .rollout: .rollout
    case .experiment: .experiment
    case .experimentReport: .experimentReport
    case .stop: .stop
    case .key: .key
    case .message: .message
    case .trackedCall: .trackedCall
    case .trackedBatch: .trackedBatch
    case .cloudEvent: .cloudEvent
    }
  }
}
