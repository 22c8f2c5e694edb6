/**
 * The words that a prompt may use for what can be drawn: English, German, French, Spanish, Russian.
 * A trailing `*` stands for any ending.
 */

export const subjects = {
  cat: "cat cats kitten* kitty katze* kätzchen kater chat chats chaton* gato* gatit* кот кота коту котом кот? кошк* кошек котён* котен* котик*",
  dog: "dog dogs doggy puppy puppies hund* welpe* chien* chiot* perro* perrit* cachorro* собак* пёс пес пса щен*",
  fox: "fox foxes fuchs* füchs* renard* zorro* лис лиса лисы лису лисиц* лисен*",
  wolf: "wolf wolves wölfe loup loups lobo* волк* волч*",
  bear: "bear bears bär bären ours ourson* oso osos медвед* медвеж*",
  panda: "panda pandas панд*",
  rabbit:
    "rabbit* bunny bunnies hare hares hase* kaninchen lapin* conejo* кролик* заяц зайц* зайч*",
  lion: "lion lions löwe* lionne* león leones лев льва львы льви*",
  tiger: "tiger tigers tigre* тигр*",
  owl: "owl owls eule* hibou* chouette* búho* buho* lechuza* сов сова совы сову совён*",
  horse:
    "horse* pony ponies pferd* cheval chevaux caballo* лошад* конь кони коня unicorn* einhorn* licorne* unicornio*",
  deer: "deer stag* reindeer moose elk hirsch* reh cerf* ciervo* олень олен*",
  bird: "bird* swallow* gull* seagull* parrot* sparrow* robin vogel vögel oiseau* pájaro* pajaro* ave aves птиц* птич*",
  fish: "fish fishes goldfish fisch* poisson* pez peces рыб*",
  whale: "whale* wal wale baleine* ballena* кит киты кита",
  butterfly: "butterfly butterflies schmetterling* papillon* mariposa* бабоч*",
  robot: "robot* android* cyborg* roboter* робот*",
  astronaut: "astronaut* cosmonaut* spaceman raumfahrer* astronaute* космонавт* астронавт*",
  person:
    "person* portrait* woman women girl* lady man men boy* face faces queen king princess wizard witch human* child frau* mädchen mann junge porträt* gesicht* femme* fille* homme* garçon* visage mujer* chica* niña* hombre* niño* chico* retrato* rostro женщин* девушк* девочк* мужчин* мальчик* портрет* лицо человек* человека",
  flower:
    "flower* rose roses tulip* sunflower* daisy daisies poppy poppies bouquet* lily lilies peony blume* blüte* fleur* flor flores girasol* tulp* цвет цветок цветы цветок* цветы цветов цветк* роз роза розы тюльпан* подсолнух* букет*",
  tree: "tree trees oak willow baum bäume arbre* árbol* arbol* дерев* дуб",
  cactus: "cactus cacti kaktus* kakteen кактус*",
  mushroom: "mushroom* toadstool* pilz* champignon* seta setas hongo* гриб*",
  boat: "boat* ship ships sailboat* yacht* sail sailing sailor* schiff* boot boote segel* bateau* voilier* barco* velero* лодк* корабл* парус* яхт*",
  lighthouse: "lighthouse* leuchtturm* phare faro маяк*",
  house:
    "house* cottage* cabin* hut home village farm barn haus häuser hütte* dorf maison* village* cabane* casa casas cabaña* pueblo дом дома домик* деревн* избуш*",
  castle:
    "castle* palace* fortress tower schloss burg schlösser château* chateau* castillo* замок замк* дворец дворц*",
  rocket: "rocket* spaceship* spacecraft shuttle rakete* raumschiff* fusée* cohete* ракет*",
  balloon:
    "balloon* airship zeppelin heißluftballon* ballon* montgolfière* globo* шар шары воздушн*",
  cup: "cup mug coffee tea teacup cappuccino espresso kaffee tasse* café taza* чай кофе чашк*",
  planet: "planet* saturn mars jupiter earth planeta* планет*"
} as const

export const settings = {
  sea: "sea seas ocean* beach* coast* wave waves surf island* lake* river bay harbor harbour shore meer strand* welle* küste* insel* ozean* see mer plage* vague* océan* île* lac mar playa* ola olas océano* isla* lago море моря морск* океан* пляж* волн* остров* озер* берег*",
  mountain:
    "mountain* alps alpine peak* hill hills cliff* valley canyon* everest fuji matterhorn landscape* berg* gebirge alpen gipfel landschaft montagne* alpes colline* paysage* montaña* cerro* colina* paisaje* гор гора горы горах горн* холм* вершин* пейзаж*",
  city: "city cities town downtown skyline* skyscraper* urban metropolis street* tokyo york paris london berlin stadt städte straße* hochhaus* ville* rue gratte* ciudad* calle* rascacielos город* улиц* небоскреб* небоскрёб* москв*",
  forest:
    "forest* woods woodland* jungle* pine pines grove wald wälder dschungel forêt* foret* bois jungla* bosque* selva* лес леса лесу лесн* лесом джунгл* тайг*",
  meadow:
    "park parks meadow* field* garden* grass lawn countryside prairie picnic wiese* feld* garten gärten pré prairie* jardin* champ champs parque* prado* campo* jardín* парк* луг луга лугу поле поля сад сады саду трав*",
  desert:
    "desert* dune* sahara sand oasis wüste* düne* désert* desierto* arena duna* пустын* дюн* песк* песок",
  space:
    "space galaxy galaxies cosmos cosmic universe nebula* orbit* weltraum weltall galaxie* espace univers espacio galaxia* universo космос* косми* галактик* вселенн*",
  underwater:
    "underwater reef coral* submarine diving unterwasser* riff sous-marin submarino* arrecife* подводн* риф"
} as const

export const hours = {
  night:
    "night* midnight moon* moonlight* stars starry dark nacht* mond* sterne* nuit* lune étoile* noche* luna estrella* ночь ночи ночн* ночью лун* звезд* звёзд*",
  sunset:
    "sunset* dusk evening golden sonnenuntergang* abend* coucher* soir* crépuscule atardecer* ocaso puesta закат* вечер*",
  dawn: "dawn sunrise* morning daybreak sonnenaufgang* morgen* aube aurore matin* lever amanecer* alba mañana рассвет* утро утр* восход*",
  day: "day daylight sunny noon sun summer tag sonne* sonnig* sommer jour soleil été día sol soleado verano день днём солнц* солнечн* лето летн*"
} as const

export const moods = {
  neon: "futuristic futurist* cyberpunk neon cyber synthwave vaporwave sci-fi scifi tech futur future futuro zukunft* futuristisch* futuriste* futurista* неон* киберпанк* футурист* будущ*",
  winter:
    "winter* snow* ice icy frozen frost* christmas arctic schnee* eis hiver neige* glace noël invierno* nieve* nevad* hielo navidad зим* снег* снеж* лёд лед рождеств*",
  autumn: "autumn* fall october herbst* automne* otoño* осен*",
  spring: "spring* cherry blossom* sakura april frühling* printemps* primavera* весн* сакур*",
  rain: "rain* storm* cloudy grey gray thunder* regen* sturm* pluie* orage* lluvia* tormenta* дожд* гроз* шторм* бур*",
  fog: "fog* mist* haze* misty nebel* brume* brouillard* niebla* bruma* туман*",
  retro:
    "retro vintage poster screen-print print bauhaus mid-century sixties seventies old affiche* plakat* cartel* ретро винтаж* плакат*",
  abstract:
    "abstract* geometric* geometry pattern* shapes shape minimal* composition texture swirl* cubis* kandinsky mondrian abstrakt* geometrisch* muster abstrait* géométrique* motif* abstracto* abstracta geométric* patrón* абстракт* геометр* узор*"
} as const

export const hats = {
  top: "top zylinder haut-de-forme chistera цилиндр*",
  wizard:
    "wizard* witch* magician* sorcerer zauber* hexe* sorcier* sorcière* magicien* mago* bruja* волшебн* ведьм* колдун*",
  beanie: "beanie* bobble woolly mütze* bonnet* gorro* шапк* шапоч*",
  straw: "straw cowboy* sunhat* sombrero* stroh* paille paja соломенн*",
  party: "party birthday geburtstag* anniversaire* cumpleaños fiesta праздн*",
  crown:
    "crown* king queen princess prince krone* könig* couronne* roi reine corona* rey reina корон* король* короле*"
} as const

export const words = {
  man: "man men boy* king prince wizard mann junge könig* homme* garçon* roi hombre* niño* chico* rey мужчин* мальчик* король*",
  woman:
    "woman women girl* lady queen princess witch frau* mädchen femme* fille* reine mujer* chica* niña* reina женщин* девушк* девочк* королев* принцесс*",
  hat: "hat hats cap caps hut hüte chapeau* sombrero* шляп* шляпк* колпак*",
  scarf: "scarf* schal* écharpe* bufanda* шарф*",
  glasses:
    "glasses spectacles sunglasses brille* sonnenbrille* lunettes gafas lentes очк* очки очках",
  action:
    "play* run* walk* jump* chas* stand* gallop* spiel* renn* lauf* spring* joue* jouant cour* saut* jug* corr* salt* игра* бег* бежит прыг* гуля*"
} as const

export const colors = {
  "#d9402f": "red scarlet crimson rot rote* roter* rouge* rojo* roja* красн* алый алая",
  "#ef8a2f": "orange ginger orangen* naranja* оранжев* рыж*",
  "#f2c230": "yellow golden gold gelb* jaune* amarill* dorad* жёлт* желт* золот*",
  "#4f9d4a": "green grün* vert verte* verde* зелён* зелен*",
  "#2f9a96": "teal turquoise cyan türkis* turquesa* бирюзов*",
  "#2f6fc4": "blue azure blau* bleu* azul* син* голуб*",
  "#7a4fb5": "purple violet lila violett* pourpre* morado* violeta* фиолет* лилов*",
  "#ee7fa6": "pink rosa rosé rosado* розов*",
  "#7b4b32": "brown braun* brun* marron* marrón* коричнев*",
  "#2b2a33": "black schwarz* noir* negro* negra* чёрн* черн*",
  "#f4f0e8": "white weiß* weiss* blanc* blanco* blanca* бел* белая",
  "#8d929c": "grey gray grau* gris* сер* серая"
} as const
