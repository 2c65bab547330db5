// What people read, in French and English, and how numbers and times are said.

const FRENCH = {
  'app.name': 'Console Écluse',
  'app.skip': 'Aller au contenu',
  'app.pages': 'Pages',
  'app.live': 'En direct',
  'app.policy': 'Politique',
  'app.journal': 'Exploitation',
  'app.other': 'English',
  'app.leave': 'Se déconnecter',
  'app.who': 'Jeton « {name} »',
  'app.scope.view': 'consultation',
  'app.scope.operate': 'exploitation',
  'app.node': 'nœud {node}',
  'login.title': 'Console Écluse',
  'login.lead': 'Pour voir qui est là, qui attend, et agir.',
  'login.token': 'Jeton',
  'login.hint': 'Un jeton de ecluse.admin.tokens, ou celui qui s’est affiché au démarrage. Il reste dans cet onglet.',
  'login.go': 'Entrer',
  'api.failed': 'La passerelle a répondu {status}',
  'api.unreachable': 'La passerelle est injoignable',
  'api.unreachable.detail': 'Vérifiez qu’elle tourne et que ce poste atteint le port d’administration.',
  'stream.lost': 'Connexion perdue : ce que vous voyez date de {time}. Nouvel essai en cours…',
  'stream.waiting': 'Connexion au direct…',
  'scope.view': 'Ce jeton ne permet que de consulter. Pour agir, il faut un jeton de portée operate.',

  'now.title': 'Occupation',
  'now.calm': 'Il reste {free} places',
  'now.busy': 'Presque plein : il reste {free} places',
  'now.full': 'Plein : quelqu’un entre dès que quelqu’un part',
  'now.over': 'Au-dessus du plafond de {over} : personne n’entre avant que le nombre redescende',
  'now.thresholds': 'Il reste {free} places, mais pas pour tous les rôles',
  'now.hold': 'Entrées suspendues : personne de nouveau n’entre',
  'now.observe': 'Mode observation : tout le monde entre, les décisions sont seulement comptées',
  'now.off': 'Filtrage arrêté : seule la connexion est vérifiée',
  'now.unknown': 'Le registre n’a pas encore répondu',
  'now.lost': 'Registre injoignable : les derniers nombres connus',
  'now.of': 'sur {ceiling} places',
  'now.word.calm': 'Fluide',
  'now.word.busy': 'Chargé',
  'now.word.full': 'Plein',
  'now.word.hold': 'Suspendu',
  'now.word.observe': 'Observation',
  'now.word.off': 'Arrêté',
  'now.word.unknown': 'Inconnu',
  'now.bar': '{total} places prises sur {ceiling}, {percent}',

  'tile.waiting': 'Attendent',
  'tile.waiting.none': 'personne n’attend',
  'tile.waiting.first': 'le premier depuis {wait}',
  'tile.admitted': 'Requêtes admises',
  'tile.second': '/s',
  'tile.turned': '{count}/s mises en attente',
  'tile.refused': 'Refus par une règle',
  'tile.refused.today': '{count} aujourd’hui',
  'tile.portal': 'Portail, p95',
  'tile.portal.more': 'p50 {p50} · erreurs {errors}',
  'tile.portal.none': 'aucune requête en ce moment',
  'tile.ledger': 'Registre',
  'tile.ledger.ok': 'Répond',
  'tile.ledger.lost': 'Injoignable',
  'tile.ledger.redis': 'Redis',
  'tile.ledger.memory': 'en mémoire, ce nœud seul',

  'roles.title': 'Par rôle',
  'roles.role': 'Rôle',
  'roles.inside': 'Dedans',
  'roles.waiting': 'Attendent',
  'roles.first': 'Le premier attend depuis',
  'roles.estimate': 'Qui arrive attendra',
  'roles.now': 'En ce moment',
  'roles.open': 'admis',
  'roles.wait': 'attend une place',
  'roles.wait.below': 'attend : au-delà de {percent} du plafond',
  'roles.below': 'entre sous {percent} du plafond',
  'roles.refused': 'refusé jusqu’à {hour}',
  'roles.newcomers': 'nouveaux refusés jusqu’à {hour}',
  'roles.held': 'attend : entrées suspendues',
  'roles.through': 'passe sans attendre',
  'roles.stuck': 'sans place à espérer',
  'roles.unknown': 'inconnu',
  'roles.about': 'env. {wait}',
  'wait.now': 'moins d’une minute',

  'chart.seats': 'Places prises et plafond',
  'chart.ceiling': 'Plafond',
  'chart.portal': 'Réponse du portail',
  'chart.portal.hint': 'Les traits verticaux sont les changements de plafond : ce que le portail en fait se lit juste à leur droite.',
  'chart.waiting': 'Personnes en attente',
  'chart.rates': 'Décisions par seconde, sur ce nœud',
  'chart.admitted': 'Admises',
  'chart.turned': 'Mises en attente',
  'chart.refused': 'Refusées par une règle',
  'chart.p50': 'p50',
  'chart.p95': 'p95',
  'chart.service': 'Service',
  'chart.total': 'Total',
  'chart.table': 'En chiffres',
  'chart.table.caption': '{chart}, toutes les cinq minutes',
  'chart.hour': 'Heure',
  'chart.young': 'Le graphique se remplit depuis le démarrage de ce nœud.',
  'chart.seats.says': 'De {from} à {to} : entre {least} et {most} places prises ; maintenant {now}, pour un plafond de {ceiling}.',
  'chart.waiting.none': 'Personne n’a attendu.',
  'chart.waiting.says': 'Au plus {most} personnes ont attendu ; maintenant {now}.',
  'chart.portal.says': 'Maintenant : la moitié des réponses en moins de {p50}, 95 % en moins de {p95} ; au pire {worst}.',
  'chart.portal.none': 'Pas encore de réponse du portail.',
  'chart.rates.says': 'Maintenant : {admitted} requêtes admises par seconde, {waiting} mises en attente, {refused} refusées.',

  'portal.title': 'Le portail, par service',
  'portal.service': 'Service',
  'portal.requests': 'Requêtes/s',
  'portal.errors': 'Erreurs',
  'portal.none': 'Ce nœud n’a encore rien demandé au portail.',
  'portal.hint': 'Temps jusqu’au début de la réponse, sur la dernière minute, vu de ce nœud. Erreurs : réponses 5xx et absences de réponse.',

  'day.title': 'La journée',
  'day.hint': 'Les fenêtres des règles aujourd’hui, à l’heure de {zone}.',
  'day.now': 'maintenant, {hour}',
  'rules.title': 'Refus par règle',
  'rules.rule': 'Règle',
  'rules.window': 'Quand',
  'rules.today': 'Aujourd’hui',
  'rules.recent': '10 dernières min',
  'rules.none': 'La politique n’a aucune règle qui refuse.',
  'rules.hint': 'Requêtes refusées, sur tous les nœuds.',

  'ceiling.title': 'Plafond',
  'ceiling.now': '{sessions} places',
  'ceiling.policy': 'celui de la politique',
  'ceiling.live': 'réglé en direct',
  'ceiling.until': 'jusqu’à {time}',
  'ceiling.bounds': 'De {least} à {most}, selon la politique.',
  'ceiling.bounds.open': 'À partir de {least}, selon la politique.',
  'ceiling.wanted': 'Nouveau plafond',
  'ceiling.step': '{sign}{percent} %',
  'ceiling.set': 'Appliquer',
  'ceiling.clear': 'Revenir à la politique',
  'ceiling.more': '{count} places de plus ({percent}).',
  'ceiling.less': '{count} places de moins ({percent}). Personne n’est mis dehors : on attend les départs.',
  'ceiling.same': 'C’est le plafond actuel.',
  'ceiling.enter': 'Environ {count} personnes qui attendent pourront entrer.',
  'ceiling.slow': 'Le portail répond déjà lentement (p95 {p95}) : chaque place de plus le charge davantage.',
  'ceiling.done': 'Plafond : {sessions} places. Tous les nœuds l’appliquent en une seconde.',
  'ceiling.cleared': 'Le plafond de la politique est de nouveau en vigueur.',
  'act.reason': 'Motif',
  'act.reason.hint': 'Quelques mots, gardés dans le journal.',
  'act.reason.example': 'renfort de 8 h',
  'act.reason.other': 'saturation',
  'act.until': 'Fin',
  'act.until.never': 'quand je le changerai',
  'act.until.minutes': 'dans {count} min',
  'act.until.hours': 'dans {count} h',
  'act.until.at': 'à une heure précise…',
  'act.until.clock': 'Heure de fin',
  'act.sure': 'Confirmer',
  'act.cancel': 'Annuler',

  'mode.title': 'Mode',
  'mode.on': 'Normal',
  'mode.on.what': 'Règles, plafond et file s’appliquent.',
  'mode.observe': 'Observation',
  'mode.observe.what': 'Tout le monde entre ; ce qui serait décidé est compté.',
  'mode.hold': 'Entrées suspendues',
  'mode.hold.what': 'Personne de nouveau n’entre ; qui est dedans reste.',
  'mode.off': 'Arrêté',
  'mode.off.what': 'Seule la connexion est vérifiée. Ni règle, ni plafond.',
  'mode.set': 'Changer de mode',
  'mode.done': 'Mode : {mode}.',

  'message.title': 'Message dans la file',
  'message.none': 'Aucun message n’est affiché.',
  'message.fr': 'En français',
  'message.en': 'En anglais',
  'message.set': 'Afficher',
  'message.clear': 'Retirer',
  'message.done': 'Le message est affiché aux personnes qui attendent.',
  'message.cleared': 'Le message est retiré.',

  'release.title': 'Libérer les places d’un rôle',
  'release.hint': 'Ces personnes gardent leur connexion, mais perdent leur place : elles repassent par la file.',
  'release.role': 'Rôle',
  'release.set': 'Libérer ces places…',
  'release.sure': 'Libérer {count} places ({people}) ?',
  'release.done': '{count} places libérées.',

  'blocks.title': 'Adresses bloquées',
  'blocks.none': 'Aucune adresse n’est bloquée.',
  'blocks.network': 'Adresse ou réseau',
  'blocks.network.hint': 'Par exemple 203.0.113.7 ou 203.0.113.0/24.',
  'blocks.until': 'Jusqu’à',
  'blocks.by': 'Par',
  'blocks.reason': 'Motif',
  'blocks.day': 'dans un jour',
  'blocks.set': 'Bloquer',
  'blocks.lift': 'Débloquer',
  'blocks.lift.named': 'Débloquer {network}',
  'blocks.force': 'Oui, même si le réseau est large ou celui d’un établissement',
  'blocks.done': '{network} est bloqué.',
  'blocks.lifted': '{network} n’est plus bloqué.',
  'blocks.act': 'Action',

  'audit.title': 'Journal des changements',
  'audit.when': 'Quand',
  'audit.who': 'Qui',
  'audit.what': 'Quoi',
  'audit.from': 'Avant',
  'audit.to': 'Après',
  'audit.why': 'Pourquoi',
  'audit.none': 'Personne n’a encore rien changé.',
  'audit.again': 'Relire',

  'policy.title': 'Essayer une politique',
  'policy.lead': 'Écrivez ou collez un fichier : rien ici ne change la politique en vigueur. Quand tout est bon, copiez le fichier et publiez-le comme d’habitude.',
  'policy.running': 'En vigueur : {file}, chargée le {time}',
  'policy.refusedReload': 'La dernière modification du fichier ({time}) a été refusée ; la politique précédente reste en vigueur.',
  'policy.file': 'Fichier de politique',
  'policy.keys': 'Tab écrit deux espaces ; Échap, puis Tab, quitte le champ.',
  'policy.ok': 'Le fichier est valable.',
  'policy.ok.warnings': 'Le fichier est valable, avec {count} avertissements.',
  'policy.errors': '{count} erreurs : ce fichier serait refusé.',
  'policy.checking': 'Vérification…',
  'policy.error': 'Erreur',
  'policy.warning': 'Avertissement',
  'policy.at': 'ligne {line}, colonne {column}',
  'policy.issues': 'Remarques',
  'policy.copy': 'Copier le fichier',
  'policy.copied': 'Copié.',
  'policy.download': 'Télécharger',
  'policy.reset': 'Revenir à la politique en vigueur',
  'policy.week': 'La semaine',
  'policy.before': 'Semaine précédente',
  'policy.after': 'Semaine suivante',
  'policy.from': 'Semaine du',
  'policy.service': 'Service',
  'policy.service.all': 'le portail entier',
  'policy.difference': 'Ce qui change',
  'policy.same': 'Rien ne change par rapport à la politique en vigueur.',
  'policy.figure': 'Réglage',
  'policy.old': 'Avant',
  'policy.new': 'Après',
  'policy.figures': 'Réglages qui changent',
  'policy.stale': 'Voici la dernière version valable du fichier.',
  'policy.broken': 'La semaine s’affichera dès que le fichier sera valable.',
  'week.caption': 'Qui est admis, et quand. Chaque barre est une journée, de 0 h à 24 h.',
  'week.role': 'Rôle',
  'week.admitted': 'admis',
  'week.refused': 'refusé',
  'week.newcomers': 'nouveaux venus refusés',
  'week.gain': 'accès gagné',
  'week.loss': 'accès perdu',
  'week.neither': 'autre message',
  'week.legend': 'Légende',
};

const ENGLISH = {
  'app.name': 'Écluse console',
  'app.skip': 'Skip to content',
  'app.pages': 'Pages',
  'app.live': 'Live',
  'app.policy': 'Policy',
  'app.journal': 'Operations',
  'app.other': 'Français',
  'app.leave': 'Log out',
  'app.who': 'Token “{name}”',
  'app.scope.view': 'view',
  'app.scope.operate': 'operate',
  'app.node': 'node {node}',
  'login.title': 'Écluse console',
  'login.lead': 'To see who is in, who waits, and to act.',
  'login.token': 'Token',
  'login.hint': 'One of ecluse.admin.tokens, or the one printed at the start. It stays in this tab.',
  'login.go': 'Enter',
  'api.failed': 'The gateway answered {status}',
  'api.unreachable': 'The gateway can not be reached',
  'api.unreachable.detail': 'Check that it runs and that this machine reaches the admin port.',
  'stream.lost': 'Connection lost: what you see is of {time}. Trying again…',
  'stream.waiting': 'Connecting…',
  'scope.view': 'This token may only look. To act, use a token whose scope is operate.',

  'now.title': 'Occupancy',
  'now.calm': '{free} seats are free',
  'now.busy': 'Nearly full: {free} seats are free',
  'now.full': 'Full: somebody enters as soon as somebody leaves',
  'now.over': 'Over the ceiling by {over}: nobody enters until the number falls',
  'now.thresholds': '{free} seats are free, but not for every role',
  'now.hold': 'On hold: nobody new enters',
  'now.observe': 'Observing: everybody enters, decisions are only counted',
  'now.off': 'Off: only the login is checked',
  'now.unknown': 'The ledger has not answered yet',
  'now.lost': 'The ledger is away: the last numbers known',
  'now.of': 'of {ceiling} seats',
  'now.word.calm': 'Calm',
  'now.word.busy': 'Busy',
  'now.word.full': 'Full',
  'now.word.hold': 'On hold',
  'now.word.observe': 'Observing',
  'now.word.off': 'Off',
  'now.word.unknown': 'Unknown',
  'now.bar': '{total} seats taken of {ceiling}, {percent}',

  'tile.waiting': 'Waiting',
  'tile.waiting.none': 'nobody waits',
  'tile.waiting.first': 'the first for {wait}',
  'tile.admitted': 'Requests admitted',
  'tile.second': '/s',
  'tile.turned': '{count}/s told to wait',
  'tile.refused': 'Refused by a rule',
  'tile.refused.today': '{count} today',
  'tile.portal': 'Portal, p95',
  'tile.portal.more': 'p50 {p50} · errors {errors}',
  'tile.portal.none': 'no request just now',
  'tile.ledger': 'Ledger',
  'tile.ledger.ok': 'Answers',
  'tile.ledger.lost': 'Away',
  'tile.ledger.redis': 'Redis',
  'tile.ledger.memory': 'in memory, this node alone',

  'roles.title': 'By role',
  'roles.role': 'Role',
  'roles.inside': 'Inside',
  'roles.waiting': 'Waiting',
  'roles.first': 'The first waits for',
  'roles.estimate': 'Who comes now waits',
  'roles.now': 'Just now',
  'roles.open': 'admitted',
  'roles.wait': 'waits for a seat',
  'roles.wait.below': 'waits: above {percent} of the ceiling',
  'roles.below': 'enters below {percent} of the ceiling',
  'roles.refused': 'refused until {hour}',
  'roles.newcomers': 'newcomers refused until {hour}',
  'roles.held': 'waits: nobody new enters',
  'roles.through': 'passes without a wait',
  'roles.stuck': 'no seat to hope for',
  'roles.unknown': 'unknown',
  'roles.about': 'about {wait}',
  'wait.now': 'less than a minute',

  'chart.seats': 'Seats taken and ceiling',
  'chart.ceiling': 'Ceiling',
  'chart.portal': 'How the portal answers',
  'chart.portal.hint': 'The upright lines are changes of the ceiling: what the portal makes of one is read just right of it.',
  'chart.waiting': 'People who wait',
  'chart.rates': 'Decisions a second, on this node',
  'chart.admitted': 'Admitted',
  'chart.turned': 'Told to wait',
  'chart.refused': 'Refused by a rule',
  'chart.p50': 'p50',
  'chart.p95': 'p95',
  'chart.service': 'Service',
  'chart.total': 'Total',
  'chart.table': 'In figures',
  'chart.table.caption': '{chart}, every five minutes',
  'chart.hour': 'Time',
  'chart.young': 'The chart fills up from the start of this node.',
  'chart.seats.says': 'From {from} to {to}: between {least} and {most} seats taken; {now} now, under a ceiling of {ceiling}.',
  'chart.waiting.none': 'Nobody has waited.',
  'chart.waiting.says': '{most} people waited at most; {now} now.',
  'chart.portal.says': 'Now: half of the answers within {p50}, 95 % within {p95}; {worst} at worst.',
  'chart.portal.none': 'No answer of the portal yet.',
  'chart.rates.says': 'Now: {admitted} requests admitted a second, {waiting} told to wait, {refused} refused.',

  'portal.title': 'The portal, by service',
  'portal.service': 'Service',
  'portal.requests': 'Requests/s',
  'portal.errors': 'Errors',
  'portal.none': 'This node has asked nothing of the portal yet.',
  'portal.hint': 'Time to the head of the answer, over the last minute, as this node saw it. Errors: answers of 5xx, and no answer at all.',

  'day.title': 'Today',
  'day.hint': 'The windows of the rules today, on the clock of {zone}.',
  'day.now': 'now, {hour}',
  'rules.title': 'Refused by which rule',
  'rules.rule': 'Rule',
  'rules.window': 'When',
  'rules.today': 'Today',
  'rules.recent': 'Last 10 min',
  'rules.none': 'The policy has no rule that refuses.',
  'rules.hint': 'Requests refused, on all nodes.',

  'ceiling.title': 'Ceiling',
  'ceiling.now': '{sessions} seats',
  'ceiling.policy': 'the policy’s',
  'ceiling.live': 'set live',
  'ceiling.until': 'until {time}',
  'ceiling.bounds': 'From {least} to {most}, says the policy.',
  'ceiling.bounds.open': 'From {least} on, says the policy.',
  'ceiling.wanted': 'New ceiling',
  'ceiling.step': '{sign}{percent} %',
  'ceiling.set': 'Apply',
  'ceiling.clear': 'Back to the policy’s',
  'ceiling.more': '{count} seats more ({percent}).',
  'ceiling.less': '{count} seats fewer ({percent}). Nobody is thrown out: it waits for people to leave.',
  'ceiling.same': 'That is the ceiling now.',
  'ceiling.enter': 'About {count} people who wait will be able to enter.',
  'ceiling.slow': 'The portal answers slowly already (p95 {p95}): every seat more is more load.',
  'ceiling.done': 'Ceiling: {sessions} seats. Every node applies it within a second.',
  'ceiling.cleared': 'The policy’s ceiling is in force again.',
  'act.reason': 'Reason',
  'act.reason.hint': 'A few words, kept in the audit.',
  'act.reason.example': 'extra servers for 8:00',
  'act.reason.other': 'overload',
  'act.until': 'Ends',
  'act.until.never': 'when I change it',
  'act.until.minutes': 'in {count} min',
  'act.until.hours': 'in {count} h',
  'act.until.at': 'at a given time…',
  'act.until.clock': 'Ends at',
  'act.sure': 'Confirm',
  'act.cancel': 'Cancel',

  'mode.title': 'Mode',
  'mode.on': 'Normal',
  'mode.on.what': 'Rules, ceiling and waiting room apply.',
  'mode.observe': 'Observe',
  'mode.observe.what': 'Everybody enters; what would be decided is counted.',
  'mode.hold': 'Hold',
  'mode.hold.what': 'Nobody new enters; who is in stays.',
  'mode.off': 'Off',
  'mode.off.what': 'Only the login is checked. No rule, no ceiling.',
  'mode.set': 'Change the mode',
  'mode.done': 'Mode: {mode}.',

  'message.title': 'Message in the waiting room',
  'message.none': 'No message is shown.',
  'message.fr': 'In French',
  'message.en': 'In English',
  'message.set': 'Show',
  'message.clear': 'Take away',
  'message.done': 'People who wait see the message.',
  'message.cleared': 'The message is gone.',

  'release.title': 'Release the seats of a role',
  'release.hint': 'These people stay logged in but lose their seat: they go through the waiting room again.',
  'release.role': 'Role',
  'release.set': 'Release these seats…',
  'release.sure': 'Release {count} seats ({people})?',
  'release.done': '{count} seats released.',

  'blocks.title': 'Blocked addresses',
  'blocks.none': 'No address is blocked.',
  'blocks.network': 'Address or network',
  'blocks.network.hint': 'For example 203.0.113.7 or 203.0.113.0/24.',
  'blocks.until': 'Until',
  'blocks.by': 'By',
  'blocks.reason': 'Reason',
  'blocks.day': 'in a day',
  'blocks.set': 'Block',
  'blocks.lift': 'Lift',
  'blocks.lift.named': 'Lift the block of {network}',
  'blocks.force': 'Yes, even if the network is wide or a school’s',
  'blocks.done': '{network} is blocked.',
  'blocks.lifted': '{network} is not blocked any more.',
  'blocks.act': 'Action',

  'audit.title': 'Who changed what',
  'audit.when': 'When',
  'audit.who': 'Who',
  'audit.what': 'What',
  'audit.from': 'Before',
  'audit.to': 'After',
  'audit.why': 'Why',
  'audit.none': 'Nobody has changed anything yet.',
  'audit.again': 'Read again',

  'policy.title': 'Try a policy',
  'policy.lead': 'Write or paste a file: nothing here changes the policy in force. Once all is well, copy the file and publish it as usual.',
  'policy.running': 'In force: {file}, loaded {time}',
  'policy.refusedReload': 'The last change of the file ({time}) was refused; the policy before it stays in force.',
  'policy.file': 'Policy file',
  'policy.keys': 'Tab writes two spaces; Escape, then Tab, leaves the field.',
  'policy.ok': 'The file is valid.',
  'policy.ok.warnings': 'The file is valid, with {count} warnings.',
  'policy.errors': '{count} errors: this file would be refused.',
  'policy.checking': 'Checking…',
  'policy.error': 'Error',
  'policy.warning': 'Warning',
  'policy.at': 'line {line}, column {column}',
  'policy.issues': 'Remarks',
  'policy.copy': 'Copy the file',
  'policy.copied': 'Copied.',
  'policy.download': 'Download',
  'policy.reset': 'Back to the policy in force',
  'policy.week': 'The week',
  'policy.before': 'Week before',
  'policy.after': 'Week after',
  'policy.from': 'Week of',
  'policy.service': 'Service',
  'policy.service.all': 'the whole portal',
  'policy.difference': 'What changes',
  'policy.same': 'Nothing changes from the policy in force.',
  'policy.figure': 'Setting',
  'policy.old': 'Before',
  'policy.new': 'After',
  'policy.figures': 'Settings that change',
  'policy.stale': 'This is the last valid version of the file.',
  'policy.broken': 'The week appears as soon as the file is valid.',
  'week.caption': 'Who is admitted, and when. Each bar is a day, from 0:00 to 24:00.',
  'week.role': 'Role',
  'week.admitted': 'admitted',
  'week.refused': 'refused',
  'week.newcomers': 'newcomers refused',
  'week.gain': 'access gained',
  'week.loss': 'access lost',
  'week.neither': 'another message',
  'week.legend': 'Legend',
};

const SPOKEN = { fr: FRENCH, en: ENGLISH };
const KEY = 'ecluse.console.language';

/** One where French has two: « 1 erreurs » is nobody's French. */
const ONE = {
  fr: {
    'policy.errors': '1 erreur : ce fichier serait refusé.',
    'policy.ok.warnings': 'Le fichier est valable, avec un avertissement.',
    'release.done': 'Une place libérée.',
    'release.sure': 'Libérer une place ({people}) ?',
    'ceiling.more': '1 place de plus ({percent}).',
    'ceiling.less': '1 place de moins ({percent}). Personne n’est mis dehors : on attend les départs.',
    'ceiling.enter': 'Une personne qui attend pourra entrer.',
    'now.calm': 'Il reste une place',
    'now.busy': 'Presque plein : il reste une place',
    'now.thresholds': 'Il reste une place, mais pas pour tous les rôles',
  },
  en: {
    'policy.errors': '1 error: this file would be refused.',
    'policy.ok.warnings': 'The file is valid, with one warning.',
    'release.done': 'One seat released.',
    'release.sure': 'Release one seat ({people})?',
    'ceiling.more': '1 seat more ({percent}).',
    'ceiling.less': '1 seat fewer ({percent}). Nobody is thrown out: it waits for people to leave.',
    'ceiling.enter': 'One person who waits will be able to enter.',
    'now.calm': 'One seat is free',
    'now.busy': 'Nearly full: one seat is free',
    'now.thresholds': 'One seat is free, but not for every role',
  },
};

let spoken = localStorage.getItem(KEY) || document.documentElement.lang;
if (!SPOKEN[spoken]) spoken = 'en';
let zone = 'Europe/Paris';

export function language() {
  return spoken;
}

export function speak(other) {
  spoken = other;
  localStorage.setItem(KEY, other);
}

export function zoneIs(other) {
  zone = other;
}

export function clockZone() {
  return zone;
}

const NO_BREAK = / (?=[:;?!»%])|(?<=«) |(?<=\d) (?=(?:h|min|s|ms|%)\b)/g;

/** A text with its gaps filled; numbers are told as numbers. French spaces do not break a line. */
export function t(key, values = {}) {
  const one = ['count', 'free'].some((name) => values[name] === 1) ? ONE[spoken][key] : undefined;
  const text = (one || SPOKEN[spoken][key] || key).replace(/\{(\w+)\}/g, (gap, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : String(value ?? '');
  });
  return spoken === 'fr' ? text.replace(NO_BREAK, '\u00a0') : text;
}

/** Every key, for whoever wants to know whether a text is missing. */
export function keys(of) {
  return Object.keys(SPOKEN[of]);
}

export function number(value, digits = 0) {
  return new Intl.NumberFormat(spoken, { maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(value);
}

/** Of a rate: few digits, and none where they say nothing. */
export function rate(value) {
  return number(value, value < 10 ? 1 : 0);
}

export function percent(share, digits = 0) {
  const options = { style: 'percent', maximumFractionDigits: digits };
  return new Intl.NumberFormat(spoken, options).format(share);
}

export function signed(share) {
  return new Intl.NumberFormat(spoken, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'always' }).format(share);
}

/** 38 ms, 1,2 s. */
export function millis(value) {
  if (value === null || value === undefined) return '–';
  return value < 1000 ? `${number(value, value < 10 ? 1 : 0)}\u00a0ms` : `${number(value / 1000, 1)}\u00a0s`;
}

/** 4 min, 1 h 20. */
export function wait(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 60) return t('wait.now');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}\u00a0h${rest ? `\u00a0${String(rest).padStart(2, '0')}` : ''}`;
}

function format(date, options) {
  return new Intl.DateTimeFormat(spoken === 'fr' ? 'fr-FR' : 'en-GB', { timeZone: zone, ...options }).format(date);
}

/** 08:02, or 08:02:17. */
export function clock(date, seconds) {
  return format(date, { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined });
}

/** mar. 24 nov., 18:00. */
export function moment(text) {
  return format(new Date(text), { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

/** Minutes after midnight: 18 h, 8 h 30; 18:00. */
export function hour(minute) {
  const hours = Math.floor(minute / 60);
  const rest = String(minute % 60).padStart(2, '0');
  if (spoken !== 'fr') return `${String(hours).padStart(2, '0')}:${rest}`;
  return rest === '00' ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${rest}`;
}

/** What minute of the day it is in the ENT. */
export function minuteOf(date) {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .formatToParts(date);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return of('hour') * 60 + of('minute');
}
